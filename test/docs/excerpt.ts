const GAP = "…";

/**
 * Whether an output is what a page shows of it. A line `…` stands for any number of lines; what stands between two of them must be there
 * line by line, in this order.
 *
 * @returns the first line of the part that is missing, or `undefined` when all is there
 */
export function missingFrom(actual: string, shown: string): string | undefined {
  const lines = actual.trimEnd().split("\n");
  const parts = partsOf(shown.trimEnd().split("\n"));
  let from = 0;
  for (const [index, part] of parts.entries()) {
    if (part.length === 0) continue;
    const last = index === parts.length - 1;
    const at = last ? Math.max(from, lastIndexOfPart(lines, part)) : indexOfPart(lines, part, from);
    const fits =
      at >= 0 && isAt(lines, part, at) && (index > 0 || at === 0) && (!last || at + part.length === lines.length);
    if (!fits) return part[0];
    from = at + part.length;
  }
  return undefined;
}

/** An empty part at either end stands for a gap there. */
function partsOf(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line === GAP) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function indexOfPart(lines: readonly string[], part: readonly string[], from: number): number {
  for (let at = from; at + part.length <= lines.length; at++) if (isAt(lines, part, at)) return at;
  return -1;
}

function lastIndexOfPart(lines: readonly string[], part: readonly string[]): number {
  return lines.length - part.length;
}

function isAt(lines: readonly string[], part: readonly string[], at: number): boolean {
  return part.every((line, offset) => lines[at + offset] === line);
}
