import { fullNameProblem, isLabel } from "./names.ts";
import { quoted } from "./quoted.ts";

/** What Istio says of one name in a list of gateways. */
export interface GatewayNameProblem {
  readonly index: number;
  readonly says: string;
}

/** A name in the old form, and the same in the new one. */
export interface LegacyGatewayName extends GatewayNameProblem {
  readonly better: string;
}

/** validateGatewayNames: it stops at the first name without a slash, so that names behind it are not looked at. */
export function* gatewayNameProblems(names: readonly string[] | undefined): Generator<GatewayNameProblem> {
  for (const [index, name] of (names ?? []).entries()) {
    const slash = name.indexOf("/");
    if (slash < 0) {
      const says = fullNameProblem(name);
      if (says !== undefined) yield { index, says };
      return;
    }
    const namespace = name.slice(0, slash);
    const own = name.slice(slash + 1);
    if (namespace === "" || own === "") yield { index, says: "config namespace and gateway name cannot be empty" };
    if (!isLabel(namespace)) yield { index, says: `invalid value for namespace: ${quoted(namespace)}` };
    if (!isLabel(own)) yield { index, says: `invalid value for gateway name: ${quoted(own)}` };
  }
}

/** The name in the old form, `gateway.namespace.svc.cluster.local`, that Istio advises against. */
export function legacyGatewayName(names: readonly string[] | undefined): LegacyGatewayName | undefined {
  const index = (names ?? []).findIndex((name) => !name.includes("/"));
  const name = names?.[index];
  if (name === undefined || !name.includes(".")) return undefined;
  const [own, namespace] = name.split(".");
  const better = `${namespace}/${own}`;
  return {
    index,
    better,
    says: `using legacy gatewayName format ${quoted(name)}; prefer the <namespace>/<name> format: ${quoted(better)}`,
  };
}
