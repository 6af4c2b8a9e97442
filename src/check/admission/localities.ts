import type { Capability } from "../../istio/capability.ts";
import type {
  DestinationRuleFailover,
  DestinationRuleLocalityLbSetting,
  DestinationRuleZoneAwareLbSetting,
} from "../../resources/types/destination-rule.generated.ts";
import type { Path, Problem } from "../rule.ts";

type Has = (capability: Capability) => boolean;

const TOPOLOGY = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone"];

/** What Istio has against load balancing by place (ValidateLocalityLbSetting). */
export function* localityProblems(setting: DestinationRuleLocalityLbSetting, path: Path, has: Has): Generator<Problem> {
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  if (distribute.length > 0 && failover.length > 0) {
    yield { path, says: "can not simultaneously specify 'distribute' and 'failover'" };
    return;
  }
  const label = failoverPriority.findIndex((name) => TOPOLOGY.includes(name));
  if (label >= 0 && failover.length > 0 && has("admission-failover-priority")) {
    const says = `can not simultaneously set 'failover' and topology label '${failoverPriority[label]}' in 'failover_priority'`;
    yield { path: [...path, "failoverPriority", label], says };
    return;
  }
  for (const [index, { to = {} }] of distribute.entries()) {
    const at = [...path, "distribute", index];
    const weights = Object.entries(to);
    const wrong = weights.find(([, weight]) => weight <= 0 || weight > 100);
    if (wrong !== undefined) {
      yield { path: [...at, "to", wrong[0]], says: "locality weight must be in range [1, 100]" };
      return;
    }
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    if (total !== 100) {
      yield { path: [...at, "to"], says: `total locality weight ${total} != 100` };
      return;
    }
    const problem = overlapProblem(Object.keys(to));
    if (problem !== undefined) yield { path: [...at, "to"], says: problem };
  }
  const problem = overlapProblem(distribute.map(({ from = "" }) => from));
  if (problem !== undefined) yield { path: [...path, "distribute"], says: problem };
  const messages = {
    same: "locality lb failover settings must specify different regions",
    slash: "locality lb failover only specify region",
    star: "locality lb failover region should not contain '*' wildcard",
  };
  yield* failoverProblems(failover, [...path, "failover"], messages, has("admission-failover-regions"));
}

/** ValidateZoneAwareLbSetting. */
export function* zoneProblems(setting: DestinationRuleZoneAwareLbSetting, path: Path): Generator<Problem> {
  for (const [index, label] of (setting.failoverPriority ?? []).entries()) {
    if (!TOPOLOGY.includes(label)) continue;
    const says = `'failover_priority' for zone aware lb must not use topology label '${label}'; region- and zone-level routing are handled automatically`;
    yield { path: [...path, "failoverPriority", index], says };
  }
  const messages = {
    same: "zone aware lb failover settings must specify different regions",
    slash: "zone aware lb failover only specifies region; zone and subzone failover are handled automatically",
    star: "zone aware lb failover region should not contain '*' wildcard",
  };
  yield* failoverProblems(setting.failover ?? [], [...path, "failover"], messages, true);
}

/** Whether a setting asks for two things at once, so that Istio looks no further. */
export function isContradictory(
  { distribute = [], failover = [], failoverPriority = [] }: DestinationRuleLocalityLbSetting,
  has: Has,
): boolean {
  if (failover.length === 0) return false;
  if (distribute.length > 0) return true;
  return has("admission-failover-priority") && failoverPriority.some((label) => TOPOLOGY.includes(label));
}

/** Whether one of the settings names a way to fail over; Istio warns where no outlier detection would ever start it. */
export function failsOver(setting: DestinationRuleLocalityLbSetting | DestinationRuleZoneAwareLbSetting): boolean {
  return (setting.failover ?? []).length > 0 || (setting.failoverPriority ?? []).length > 0;
}

interface FailoverMessages {
  readonly same: string;
  readonly slash: string;
  readonly star: string;
}

function* failoverProblems(
  failover: readonly DestinationRuleFailover[],
  path: Path,
  messages: FailoverMessages,
  regionsOnly: boolean,
): Generator<Problem> {
  for (const [index, { from = "", to = "" }] of failover.entries()) {
    const at = [...path, index];
    if (from === to) yield { path: at, says: messages.same };
    if (regionsOnly && (from.includes("/") || to.includes("/"))) yield { path: at, says: messages.slash };
    if (to.includes("*") || (regionsOnly && from.includes("*"))) yield { path: at, says: messages.star };
  }
}

/** Places of which one covers another, or that are not written as region/zone/subzone (validateLocalities). */
function overlapProblem(localities: readonly string[]): string | undefined {
  const seen: string[][] = [];
  for (const locality of localities) {
    const stars = locality.split("*").length - 1;
    if (stars > 1 || (stars === 1 && !locality.endsWith("*"))) {
      return `locality ${locality} wildcard '*' number can not exceed 1 and must be in the end`;
    }
    const overlapping = `locality ${locality} overlap with previous specified ones`;
    if (seen.some(([region]) => region === "*")) return overlapping;
    const parts = locality.split("/");
    const steps = parts.length > 3 ? [...parts.slice(0, 2), parts.slice(2).join("/")] : parts;
    if (steps.includes("")) return `locality ${locality} must not contain empty region/zone/subzone info`;
    if (seen.some((other) => covers(other, steps))) return overlapping;
    seen.push(steps);
  }
  return undefined;
}

/** Whether what was said before leaves no room: the same place, one around it, or, for a whole region, one inside it. */
function covers(before: readonly string[], now: readonly string[]): boolean {
  const [region, zone, subzone] = now;
  if (before[0] !== region) return false;
  if (zone === undefined) return true;
  if (before.length === 1 || before[1] === "*") return true;
  if (before[1] !== zone) return false;
  if (subzone === undefined) return true;
  return before.length === 2 || before[2] === "*" || before[2] === subzone;
}
