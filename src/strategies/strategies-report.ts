import { type Availability, describeReleases } from "./availability.ts";

/** The strategies as text, the safest first: a block each, since what is to be said does not fit columns. */
export function strategiesText(found: readonly Availability[]): string {
  return found.map(block).join("\n");
}

/** The same as JSON, with the releases of each data plane listed one by one. */
export function strategiesJson(found: readonly Availability[]): string {
  const strategies = found.map(({ strategy, releases, onTarget }) => ({
    id: strategy.id,
    summary: strategy.summary,
    needs: strategy.needs,
    protection: strategy.protection,
    usesGateway: strategy.usesGateway,
    releases,
    ...(onTarget === undefined ? {} : { available: onTarget.available }),
    ...(onTarget?.why === undefined ? {} : { why: onTarget.why }),
  }));
  return `${JSON.stringify({ strategies }, undefined, 2)}\n`;
}

function block({ strategy, releases, onTarget }: Availability): string {
  const rows: [string, string][] = [
    ["way", strategy.summary],
    ["needs", strategy.needs],
    ["protection", strategy.protection],
    ["releases", describeReleases(releases)],
  ];
  if (onTarget !== undefined) rows.push(["on the target", onTarget.available ? "yes" : `no: ${onTarget.why}`]);
  const width = Math.max(...rows.map(([label]) => label.length));
  return `${strategy.id}\n${rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`).join("")}`;
}
