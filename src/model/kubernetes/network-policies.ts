import { contains, rangeOf } from "../envoy/address-match.ts";
import { type MeshProxy, selects } from "../istiod/proxy.ts";
import type { ConfigObject, FieldRef } from "../world/config-object.ts";
import type { World } from "../world/world.ts";

/** What a pod connects to: an address, and the pod behind it where it is one. */
export interface PolicyTarget {
  /** "" for a public address that is not known. */
  readonly address: string;
  readonly port: number;
  readonly pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> } | undefined;
}

/** Whether a pod's NetworkPolicies let a connection out, and which one refuses; "unknown" where a selector is not modelled. */
export type PolicyVerdict =
  | { readonly allowed: true; readonly ref: FieldRef | undefined }
  | { readonly allowed: false | "unknown"; readonly ref: FieldRef };

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly unknown[];
}

interface Spec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly egress?: readonly Rule[];
}

interface Rule {
  readonly to?: readonly {
    readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
    readonly podSelector?: Selector;
    readonly namespaceSelector?: Selector;
  }[];
  readonly ports?: readonly {
    readonly port?: number | string;
    readonly endPort?: number;
    readonly protocol?: string;
  }[];
}

type Answer = boolean | "unknown";

/** Stands for any public address: from a range for documentation, which no rule names. */
const PUBLIC_ADDRESS = "203.0.113.1";

/**
 * Judges a connection by the egress rules of all NetworkPolicies that select the pod: one rule that lets it out is enough; a pod that
 * none selects is free.
 *
 * Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicyVerdict(proxy: MeshProxy, target: PolicyTarget, world: World): PolicyVerdict {
  const policies = policiesOf(proxy, world);
  const [first] = policies;
  if (first === undefined) return { allowed: true, ref: undefined };
  for (const policy of policies) {
    for (const [index, rule] of (policy.spec.egress ?? []).entries()) {
      const ref = { object: policy as unknown as ConfigObject, path: ["spec", "egress", index] };
      const answer = both(peers(rule, policy.namespace, target, world), ports(rule, target));
      if (answer === true) return { allowed: true, ref };
      if (answer === "unknown") return { allowed: "unknown", ref };
    }
  }
  return { allowed: false, ref: { object: first as unknown as ConfigObject, path: ["spec", "egress"] } };
}

function policiesOf(proxy: MeshProxy, world: World): ConfigObject<Spec>[] {
  return world
    .of<Spec>("NetworkPolicy")
    .filter(
      ({ namespace, spec }) =>
        namespace === proxy.namespace && limitsEgress(spec) && selectsPod(spec.podSelector, proxy.labels) !== false,
    );
}

/** What the egress rules of a pod name: between these, all addresses and ports are judged alike. */
export interface PolicyBounds {
  readonly ranges: readonly string[];
  readonly ports: readonly (readonly [first: number, last: number])[];
}

export function policyBounds(proxy: MeshProxy, world: World): PolicyBounds {
  const rules = policiesOf(proxy, world).flatMap(({ spec }) => spec.egress ?? []);
  const blocks = rules.flatMap(({ to }) => to ?? []).flatMap(({ ipBlock }) => ipBlock ?? []);
  const ports = rules.flatMap(({ ports: list }) => list ?? []);
  return {
    ranges: blocks.flatMap(({ cidr, except }) => [cidr, ...(except ?? [])]),
    ports: ports.flatMap(({ port, endPort }) => (typeof port === "number" ? [[port, endPort ?? port] as const] : [])),
  };
}

function limitsEgress({ policyTypes, egress }: Spec): boolean {
  return policyTypes === undefined ? egress !== undefined : policyTypes.includes("Egress");
}

function peers({ to }: Rule, own: string, target: PolicyTarget, world: World): Answer {
  if (to === undefined || to.length === 0) return true;
  const answers = to.map(({ ipBlock, podSelector, namespaceSelector }): Answer => {
    if (ipBlock !== undefined) return target.pod === undefined && inBlock(ipBlock, target.address || PUBLIC_ADDRESS);
    if (target.pod === undefined) return false;
    const { namespace, labels } = target.pod;
    const rightNamespace =
      namespaceSelector === undefined
        ? namespace === own
        : selectsPod(namespaceSelector, namespaceLabels(namespace, world));
    return both(rightNamespace, selectsPod(podSelector, labels));
  });
  return answers.includes(true) ? true : answers.includes("unknown") ? "unknown" : false;
}

function inBlock(
  { cidr, except }: { readonly cidr: string; readonly except?: readonly string[] },
  address: string,
): boolean {
  const inside = (text: string) => {
    const range = rangeOf(text);
    return range !== undefined && contains(range, address);
  };
  return inside(cidr) && !(except ?? []).some(inside);
}

function ports({ ports: list }: Rule, { port }: PolicyTarget): Answer {
  if (list === undefined || list.length === 0) return true;
  const tcp = list.filter(({ protocol }) => (protocol ?? "TCP") === "TCP");
  if (
    tcp.some(
      (one) =>
        one.port === undefined ||
        (typeof one.port === "number" && port >= one.port && port <= (one.endPort ?? one.port)),
    )
  ) {
    return true;
  }
  return tcp.some((one) => typeof one.port === "string") ? "unknown" : false;
}

/** Every namespace carries its name as a label. */
function namespaceLabels(name: string, world: World): Readonly<Record<string, string>> {
  const read = world.of("Namespace").find((one) => one.name === name)?.labels;
  return { ...read, "kubernetes.io/metadata.name": name };
}

/** An empty selector takes everything. */
function selectsPod(selector: Selector | undefined, labels: Readonly<Record<string, string>>): Answer {
  if (!selects(selector?.matchLabels, labels)) return false;
  return (selector?.matchExpressions ?? []).length > 0 ? "unknown" : true;
}

function both(one: Answer, other: Answer): Answer {
  if (one === false || other === false) return false;
  return one === "unknown" || other === "unknown" ? "unknown" : true;
}
