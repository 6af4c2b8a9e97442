import type {
  DestinationRuleConnectionPool,
  DestinationRuleHttp,
  DestinationRuleSpec,
} from "../../resources/types/destination-rule.generated.ts";
import type { SidecarSpec } from "../../resources/types/sidecar.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { DESTINATION_RULE } from "./kinds.ts";
import { allPolicies } from "./traffic-policies.ts";

export interface PoolAt {
  readonly pool: DestinationRuleConnectionPool | undefined;
  readonly path: Path;
}

/** Limits of connections in a DestinationRule or a Sidecar. */
export function connectionPools(spec: unknown, kind: string): PoolAt[] {
  if (kind === DESTINATION_RULE) {
    return allPolicies(spec as DestinationRuleSpec).map(({ policy, path }) => ({
      pool: policy.connectionPool,
      path: [...path, "connectionPool"],
    }));
  }
  const { inboundConnectionPool, ingress = [] } = spec as SidecarSpec;
  return [
    { pool: inboundConnectionPool, path: ["spec", "inboundConnectionPool"] },
    ...ingress.map(({ connectionPool }, index) => ({
      pool: connectionPool,
      path: ["spec", "ingress", index, "connectionPool"],
    })),
  ];
}

/** What Istio has against the limits of connections (validateConnectionPool); durations have a rule of their own. */
export function* connectionPoolProblems(
  pool: DestinationRuleConnectionPool | undefined,
  path: Path,
): Generator<Problem> {
  if (pool === undefined) return;
  const { http, tcp } = pool;
  if (http === undefined && tcp === undefined) {
    yield { path, says: "connection pool must have at least one field" };
    return;
  }
  if (http !== undefined) yield* httpProblems(http, [...path, "http"]);
  if ((tcp?.maxConnections ?? 0) < 0) {
    yield { path: [...path, "tcp", "maxConnections"], says: "max connections must be non-negative" };
  }
}

const NOT_NEGATIVE = [
  ["http1MaxPendingRequests", "http1 max pending requests"],
  ["http2MaxRequests", "http2 max requests"],
  ["maxRequestsPerConnection", "max requests per connection"],
  ["maxRetries", "max retries"],
  ["maxConcurrentStreams", "max concurrent streams"],
] as const;

function* httpProblems(http: DestinationRuleHttp, path: Path): Generator<Problem> {
  for (const [field, name] of NOT_NEGATIVE) {
    if ((http[field] ?? 0) < 0) yield { path: [...path, field], says: `${name} must be non-negative` };
  }
  if (http.h2UpgradePolicy === "UPGRADE" && http.useClientProtocol === true) {
    const says = "use client protocol must not be true when H2UpgradePolicy is UPGRADE";
    yield { path: [...path, "useClientProtocol"], says };
  }
  if (http.http2KeepAlive === undefined) return;
  const alive = [...path, "http2KeepAlive"];
  if (http.http2KeepAlive.interval === undefined) yield { path: alive, says: "http2 keepalive interval is required" };
  if (http.http2KeepAlive.timeout === undefined) yield { path: alive, says: "http2 keepalive timeout is required" };
}
