import type { Capability } from "../../istio/capability.ts";
import type { Path, Problem } from "../rule.ts";
import { isAddress } from "./addresses.ts";
import { isLabel, partialWildcardProblem, wildcardNameProblem } from "./names.ts";
import { quoted } from "./quoted.ts";

/** What Istio has against a host of a Gateway, with or without a namespace before it (ValidateNamespaceSlashWildcardHostname). */
export function* gatewayHostProblems(host: string, partialRefused: boolean): Generator<string> {
  const slash = host.indexOf("/");
  if (slash >= 0) {
    const namespace = host.slice(0, slash);
    if (namespace === "" || slash === host.length - 1) yield EMPTY;
    if (namespace !== "*" && namespace !== "." && !isLabel(namespace)) {
      yield `invalid namespace value ${quoted(namespace)} in gateway`;
    }
  }
  const name = host.slice(slash + 1);
  yield* shortName(name);
  const problem = wildcardNameProblem(name);
  if (problem !== undefined && !isAddress(name)) yield problem;
  yield* partial(name, partialRefused);
}

/** The same for a host of a Sidecar's egress listener. */
export function* sidecarHostProblems(host: string, has: (capability: Capability) => boolean): Generator<string> {
  const slash = host.indexOf("/");
  if (slash < 0) {
    yield "host must be of form namespace/dnsName";
    return;
  }
  const namespace = host.slice(0, slash);
  if (namespace === "" || slash === host.length - 1) yield EMPTY;
  const known = has("sidecar-host-exclusion") ? namespace.replace(/^~/, "") : namespace === "~" ? "" : namespace;
  const nobody = known === "" && namespace !== "";
  if (!nobody && known !== "" && known !== "*" && known !== "." && !isLabel(known)) {
    yield `invalid namespace value ${quoted(namespace)} in sidecar`;
  }
  const name = host.slice(slash + 1);
  yield* shortName(name);
  const problem = wildcardNameProblem(name);
  if (problem !== undefined) yield problem;
  yield* partial(name, has("admission-partial-wildcard-refused"));
}

const EMPTY = "config namespace and dnsName in host entry cannot be empty";

function* shortName(name: string): Generator<string> {
  if (name !== "*" && !name.includes(".")) yield "short names (non FQDN) are not allowed";
}

function* partial(name: string, refused: boolean): Generator<string> {
  const problem = refused ? partialWildcardProblem(name) : undefined;
  if (problem !== undefined) yield problem;
}

/** Hosts of one listener that another one before them covers. */
export function* repeatedHosts(hosts: readonly string[], path: Path, own: string): Generator<Problem> {
  const seen = new Map<string, Map<string, Path>>();
  for (const [index, host] of hosts.entries()) {
    const slash = host.indexOf("/");
    if (slash < 0 || host.startsWith("~")) continue;
    const namespace = slash === 1 && host.startsWith(".") ? own : host.slice(0, slash);
    const name = host.slice(slash + 1);
    const known = seen.get(namespace) ?? new Map<string, Path>();
    seen.set(namespace, known);
    const before = name === "*" ? known.values().next().value : (known.get(name) ?? known.get("*"));
    const at = [...path, index];
    if (before !== undefined) {
      const same = hosts.indexOf(host) < index ? ({ repair: { kind: "remove" } } as const) : {};
      yield {
        path: at,
        says: `duplicated egress host: ${host}`,
        related: [{ path: before, words: "the one before" }],
        ...same,
      };
    }
    known.set(name, at);
  }
  if (seen.get("*")?.has("*") !== true || seen.size === 1) return;
  yield { path, says: "`*/*` host select all resources, no other hosts can be added" };
}
