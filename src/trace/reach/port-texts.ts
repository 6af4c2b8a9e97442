import type { PortClass } from "./ports.ts";

/** Ports as a line of the report has them: `*` alone for all there are. */
export function portTexts(texts: readonly string[], all: readonly PortClass[]): string[] {
  const wanted = new Set(texts);
  if (all.every(({ text }) => wanted.has(text))) return ["*"];
  return all.filter(({ text }) => wanted.has(text)).map(({ text }) => text);
}
