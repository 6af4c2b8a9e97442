import type {
  DestinationRuleConsistentHash,
  DestinationRuleSpec,
} from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE } from "../../admission/kinds.ts";
import { isPrime } from "../../admission/prime.ts";
import { loadBalancers } from "../../admission/traffic-policies.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const loadBalancer = manifestRule<DestinationRuleSpec>({
  code: "WE0176",
  id: "load-balancer",
  layer: "admission",
  level: "error",
  title: "a load balancer that istiod refuses",
  why: "a hash needs something to hash and a table that can hold it",
  fix: "name the cookie, give maglev a prime below 5000011, and warm-up its duration",
  kinds: [DESTINATION_RULE],
  *problems({ spec, has }) {
    for (const { balancer, path } of loadBalancers(spec)) {
      const hash = balancer.consistentHash;
      if (hash !== undefined) {
        yield* hashProblems(hash, [...path, "consistentHash"], has("admission-cookie-ttl-optional"));
        if (has("admission-maglev-table")) yield* maglevProblems(hash, [...path, "consistentHash", "maglev"]);
      }
      if (balancer.localityLbSetting !== undefined && balancer.zoneAwareLbSetting !== undefined) {
        yield { path, says: "only one of localityLbSetting and zoneAwareLbSetting can be set" };
      }
      const { minimumPercent = 0, aggression } = balancer.warmup ?? {};
      if (minimumPercent > 100) {
        const says = "minimumPercent value should be less than or equal to 100";
        yield { path: [...path, "warmup", "minimumPercent"], says };
      }
      const [tooLow, says] = has("admission-warmup-aggression-below-one")
        ? [(aggression ?? 1) <= 0, "aggression should be greater than 0"]
        : [(aggression ?? 1) < 1, "aggression should be greater than or equal to 1"];
      if (tooLow) {
        yield { path: [...path, "warmup", "aggression"], says };
      }
    }
  },
});

const LARGEST_TABLE = 5_000_011;

function* hashProblems(hash: DestinationRuleConsistentHash, path: Path, ttlOptional: boolean): Generator<Problem> {
  const cookie = [...path, "httpCookie"];
  if (hash.httpCookie !== undefined && hash.httpCookie.name === "")
    yield { path: cookie, says: "name required for HttpCookie" };
  if (hash.httpCookie !== undefined && hash.httpCookie.ttl === undefined && !ttlOptional) {
    yield { path: cookie, says: "ttl required for HttpCookie" };
  }
  const names = new Set<string>();
  for (const [index, { name }] of (hash.httpCookie?.attributes ?? []).entries()) {
    const at = [...cookie, "attributes", index, "name"];
    if (name === "") yield { path: at, says: "cookie attribute name cannot be empty" };
    else if (names.has(name)) yield { path: at, says: `duplicate cookie attribute name: ${name}` };
    names.add(name);
  }
  if ((hash.minimumRingSize ?? 0) !== 0 && (hash.maglev !== undefined || hash.ringHash !== undefined)) {
    yield { path, says: "only one of MinimumRingSize or Maglev/Ringhash can be specified" };
  }
}

function* maglevProblems({ maglev }: DestinationRuleConsistentHash, path: Path): Generator<Problem> {
  if (maglev === undefined) return;
  const { tableSize = 0 } = maglev;
  if (tableSize === 0) yield { path, says: "tableSize must be set for maglev" };
  if (tableSize >= LARGEST_TABLE) yield { path, says: `tableSize must be less than ${LARGEST_TABLE} for maglev` };
  if (!isPrime(tableSize)) yield { path, says: "tableSize must be a prime number for maglev" };
}
