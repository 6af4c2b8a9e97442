import type {
  DestinationRuleConnectionPool,
  DestinationRuleSpec,
} from "../../resources/types/destination-rule.generated.ts";
import type { SidecarSpec } from "../../resources/types/sidecar.generated.ts";
import type { TelemetrySpec } from "../../resources/types/telemetry.generated.ts";
import type { VirtualServiceSpec } from "../../resources/types/virtual-service.generated.ts";
import type { Path } from "../rule.ts";
import { nanoseconds } from "./durations.ts";
import { DESTINATION_RULE, SIDECAR, TELEMETRY } from "./kinds.ts";
import { allPolicies, trafficPolicies } from "./traffic-policies.ts";

/** A duration in a spec; where Istio only reads it, any length is right. */
type Found = readonly [path: Path, text: string, syntaxOnly: boolean];

export function* durationsIn(spec: unknown, kind: string): Generator<Found> {
  if (kind === DESTINATION_RULE) yield* inDestinationRule(spec as DestinationRuleSpec);
  else if (kind === SIDECAR) yield* inSidecar(spec as SidecarSpec);
  else if (kind === TELEMETRY) yield* inTelemetry(spec as TelemetrySpec);
  else yield* inVirtualService(spec as VirtualServiceSpec);
}

function* inVirtualService(spec: VirtualServiceSpec): Generator<Found> {
  for (const [index, route] of (spec.http ?? []).entries()) {
    const path = ["spec", "http", index];
    yield* one(path, route, "timeout");
    yield* one([...path, "corsPolicy"], route.corsPolicy, "maxAge");
    yield* one([...path, "fault", "delay"], route.fault?.delay, "fixedDelay");
    yield* one([...path, "fault", "delay"], route.fault?.delay, "exponentialDelay");
    yield* one([...path, "retries"], route.retries, "perTryTimeout");
    yield* one([...path, "retries"], route.retries, "backoff");
  }
}

function* inDestinationRule(spec: DestinationRuleSpec): Generator<Found> {
  for (const { policy, path } of allPolicies(spec)) {
    yield* inPool(policy.connectionPool, [...path, "connectionPool"]);
    yield* one([...path, "outlierDetection"], policy.outlierDetection, "baseEjectionTime");
    yield* one([...path, "outlierDetection"], policy.outlierDetection, "interval");
    const balancer = [...path, "loadBalancer"];
    yield* one([...balancer, "warmup"], policy.loadBalancer?.warmup, "duration");
    yield* one(balancer, policy.loadBalancer, "warmupDurationSecs", true);
    const cookie = policy.loadBalancer?.consistentHash?.httpCookie;
    yield* one([...balancer, "consistentHash", "httpCookie"], cookie, "ttl", true);
  }
  for (const { policy, path } of trafficPolicies(spec)) {
    yield* one([...path, "retryBudget"], policy.retryBudget, "budgetInterval", true);
  }
}

function* inSidecar(spec: SidecarSpec): Generator<Found> {
  yield* inPool(spec.inboundConnectionPool, ["spec", "inboundConnectionPool"]);
  for (const [index, { connectionPool }] of (spec.ingress ?? []).entries()) {
    yield* inPool(connectionPool, ["spec", "ingress", index, "connectionPool"]);
  }
}

function* inTelemetry(spec: TelemetrySpec): Generator<Found> {
  for (const [index, metrics] of (spec.metrics ?? []).entries()) {
    yield* one(["spec", "metrics", index], metrics, "reportingInterval", true);
  }
}

function* inPool(pool: DestinationRuleConnectionPool | undefined, path: Path): Generator<Found> {
  const http = [...path, "http"];
  yield* one(http, pool?.http, "idleTimeout");
  yield* one([...http, "http2KeepAlive"], pool?.http?.http2KeepAlive, "interval");
  yield* one([...http, "http2KeepAlive"], pool?.http?.http2KeepAlive, "timeout");
  const tcp = [...path, "tcp"];
  yield* one(tcp, pool?.tcp, "connectTimeout");
  yield* one(tcp, pool?.tcp, "maxConnectionDuration");
  // None at all turns the timeout off.
  const idle = nanoseconds(pool?.tcp?.idleTimeout ?? "");
  yield* one(tcp, pool?.tcp, "idleTimeout", idle !== undefined && idle < 1_000_000n && idle > -1_000_000n);
  yield* one([...tcp, "tcpKeepalive"], pool?.tcp?.tcpKeepalive, "time");
  yield* one([...tcp, "tcpKeepalive"], pool?.tcp?.tcpKeepalive, "interval");
}

function* one<Field extends string>(
  path: Path,
  holder: { readonly [field in Field]?: string | undefined } | undefined,
  field: Field,
  syntaxOnly = false,
): Generator<Found> {
  const text = holder?.[field];
  if (text !== undefined) yield [[...path, field], text, syntaxOnly];
}
