import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "../../src/check/finding.ts";
import { LAYERS, type Layer } from "../../src/check/rule.ts";
import { type CheckReport, checkFiles } from "../../src/check/run-check.ts";
import { NEWEST_RELEASE, parseRelease } from "../../src/istio/release.ts";

export interface CheckTextOptions {
  readonly istio?: string;
  readonly layers?: readonly Layer[];
}

/** Checks a text as if it came from standard input. A first line `# istio: 1.22` names the release that it is checked for. */
export async function checkReport(text: string | Uint8Array, options: CheckTextOptions = {}): Promise<CheckReport> {
  const named = typeof text === "string" ? /^# istio: (\S+)\n/.exec(text)?.[1] : undefined;
  const istio = options.istio ?? named;
  return await checkFiles(
    ["-"],
    {
      release: istio === undefined ? NEWEST_RELEASE : parseRelease(istio),
      layers: new Set(options.layers ?? LAYERS),
      levelOf: (rule) => rule.level,
    },
    { cwd: "/", readStdin: async () => (typeof text === "string" ? Buffer.from(text) : text) },
  );
}

export async function checkText(
  text: string | Uint8Array,
  options: CheckTextOptions = {},
): Promise<readonly Finding[]> {
  return (await checkReport(text, options)).findings;
}

/** Checks files of a folder of their own, by name; the folder is named, not the files. */
export async function checkFolder(
  files: Readonly<Record<string, string>>,
  options: CheckTextOptions = {},
): Promise<CheckReport> {
  const cwd = mkdtempSync(join(tmpdir(), "wildegress-check-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    const release = options.istio === undefined ? NEWEST_RELEASE : parseRelease(options.istio);
    const layers = new Set(options.layers ?? LAYERS);
    const world = { cwd, readStdin: async () => new Uint8Array() };
    return await checkFiles(["."], { release, layers, levelOf: (rule) => rule.level }, world);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
