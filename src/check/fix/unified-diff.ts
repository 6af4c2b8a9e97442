import { loadLibrary } from "../library.ts";

/** The change of one file as `patch` and `git apply` take it. Without a date: the same change gives the same bytes. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const { createTwoFilesPatch } = loadLibrary("diff") as typeof import("diff");
  // A name of its own form would be cut at its blanks and line breaks by whoever reads the diff.
  const shown = /[\s"\\]/.test(name) ? JSON.stringify(name) : name;
  const patch = createTwoFilesPatch(shown, shown, before, after, undefined, undefined, { context: 3 });
  return patch.slice(patch.indexOf("--- "));
}
