/** `outbound|443|subset|host`: Istio's name for where a route sends. */
export function clusterName(host: string, port: number, subset = ""): string {
  return `outbound|${port}|${subset}|${host}`;
}

export interface ParsedClusterName {
  readonly host: string;
  readonly port: number;
  readonly subset: string;
}

/** @returns undefined for names of another form: those of EnvoyFilters and Istio's own. */
export function parseClusterName(name: string): ParsedClusterName | undefined {
  const [direction, port, subset, host] = name.split("|");
  if (direction !== "outbound" || host === undefined || subset === undefined) return undefined;
  return { host, port: Number(port), subset };
}

export const BLACK_HOLE = "BlackHoleCluster";
export const PASSTHROUGH = "PassthroughCluster";
