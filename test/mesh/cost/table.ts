import type { Values } from "./measure.ts";
import type { Row } from "./rounds.ts";

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

const NONE = "–";

/** Times, each with its ratio to the same with no mesh between. */
const SPEED: readonly Column[] = [
  { title: "new connections a second", cell: withRatio("connectionsPerSecond", 0) },
  { title: "a new connection, p50", cell: withRatio("connectMedian", 1, " ms") },
  { title: "p99", cell: withRatio("connectP99", 1, " ms") },
  { title: "a request on an open one, p50", cell: withRatio("requestMedian", 2, " ms") },
  { title: "p99", cell: withRatio("requestP99", 2, " ms") },
  { title: "download of 100 MB", cell: withRatio("megabytesPerSecond", 0, " MB/s") },
  { title: "failed", cell: failed },
];

const USE: readonly Column[] = [
  { title: "CPU of a new connection: sidecar", cell: plain("sidecarCpu", 2, " ms") },
  { title: "gateway's Envoy", cell: plain("gatewayCpu", 2, " ms") },
  { title: "nginx", cell: plain("nginxCpu", 2, " ms") },
  { title: "CPU of 100 MB, all hops", cell: plain("downloadCpu", 0, " ms") },
  { title: "memory of an open connection: sidecar", cell: plain("sidecarHeapPerConnection", 0, " kB", 1000) },
  { title: "gateway's Envoy", cell: plain("gatewayHeapPerConnection", 0, " kB", 1000) },
  { title: "nginx, in all", cell: plain("nginxResident", 1, " MB", 1e6) },
];

const VARIANT: readonly Column[] = [
  ...SPEED.slice(0, 3),
  { title: "CPU of a new connection: gateway's Envoy", cell: plain("gatewayCpu", 2, " ms") },
  { title: "nginx", cell: plain("nginxCpu", 2, " ms") },
  { title: "memory of an open connection", cell: plain("gatewayHeapPerConnection", 0, " kB", 1000) },
  { title: "failed", cell: failed },
];

export function speedTable(rows: readonly Row[]): string {
  return tableOf(SPEED, rows);
}

export function useTable(rows: readonly Row[]): string {
  return tableOf(USE, rows);
}

export function variantTable(rows: readonly Row[]): string {
  return tableOf(VARIANT, rows);
}

function tableOf(columns: readonly Column[], rows: readonly Row[]): string {
  return markdown(
    ["", ...columns.map(({ title }) => title)],
    rows.map((row) => [row.name, ...columns.map(({ cell }) => cell(row))]),
  );
}

export function markdown(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), `|${"---|".repeat(titles.length)}`, ...rows.map(line)].join("\n");
}

function withRatio(key: keyof Values, digits: number, unit = ""): Column["cell"] {
  return ({ values: { [key]: value }, ratios: { [key]: ratio } }) => {
    if (value === undefined) return NONE;
    return `${value.toFixed(digits)}${unit}${ratio === undefined ? "" : ` (×${ratio.toFixed(2)})`}`;
  };
}

function plain(key: keyof Values, digits: number, unit: string, divisor = 1): Column["cell"] {
  return ({ values: { [key]: value } }) => (value === undefined ? NONE : `${(value / divisor).toFixed(digits)}${unit}`);
}

/** `0 of 12345`, or how many of which kind. */
function failed({ failures, attempts }: Row): string {
  if (attempts === 0) return NONE;
  const count = Object.values(failures).reduce((sum, one) => sum + one, 0);
  const reasons = Object.entries(failures).map(([reason, times]) => `${times} × ${reason}`);
  return `${count === 0 ? "0" : `**${count}**`} of ${attempts}${reasons.length > 0 ? `: ${reasons.join(", ")}` : ""}`;
}
