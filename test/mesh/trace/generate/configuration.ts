import { makeRandom, type Random } from "../random.ts";
import { authorizationPolicy } from "./authorization-policies.ts";
import { destinationRule } from "./destination-rules.ts";
import { egressPath } from "./egress-path.ts";
import { type Focus, focusOf, GATEWAY_NAMESPACE, type Resource } from "./focus.ts";
import { gateway } from "./gateways.ts";
import { serviceEntry } from "./service-entries.ts";
import { sidecar } from "./sidecars.ts";
import { fromStrategies } from "./strategies.ts";
import { virtualService } from "./virtual-services.ts";

export interface Configuration {
  readonly seed: number;
  readonly focus: Focus;
  /** In the order of applying; the groups are applied a second or more apart, since Istio goes by age. */
  readonly groups: readonly (readonly Resource[])[];
}

/** A random configuration: the same for the same seed. */
export async function configurationOf(seed: number): Promise<Configuration> {
  const random = makeRandom(seed);
  const focus = focusOf(random);
  const all = await madeBy(random, focus);
  // Two ServiceEntries of one age for one host: istiod takes either, so there is nothing to predict.
  const made = random.chance(0.98) ? eachHostOnce(all) : all;
  const old = random.chance(0.3) && made.length > 1 ? 1 + random.int(made.length - 1) : 0;
  const mixed = old > 0 ? random.some(made, made.length) : made;
  return { seed, focus, groups: [mixed.slice(0, old), mixed.slice(old)].filter((group) => group.length > 0) };
}

/** Takes out of ServiceEntries what one before, in the same namespace, has. */
function eachHostOnce(resources: readonly Resource[]): readonly Resource[] {
  const known = new Set<string>();
  return resources.flatMap((resource) => {
    if (resource.kind !== "ServiceEntry") return [resource];
    const { namespace } = resource.metadata;
    const hosts = (resource.spec.hosts as readonly string[]).filter((host) => !known.has(`${namespace}/${host}`));
    for (const host of hosts) known.add(`${namespace}/${host}`);
    return hosts.length === 0 ? [] : [{ ...resource, spec: { ...resource.spec, hosts } }];
  });
}

async function madeBy(random: Random, focus: Focus): Promise<readonly Resource[]> {
  const way = random.weighted([3, "strategies"], [3, "egress path"], [4, "mixture"]);
  if (way === "strategies") {
    const generated = await fromStrategies(random, focus);
    return random.chance(0.5) || generated.length === 0 ? [...generated, ...mixture(random, focus, 2)] : generated;
  }
  if (way === "egress path") {
    const paths = random
      .weighted([3, ["path"]], [2, ["path", "way"]])
      .flatMap((name) => egressPath(random, focus, name));
    return random.chance(0.5) ? [...paths, ...mixture(random, focus, 2)] : paths;
  }
  return mixture(random, focus, 6);
}

/** Up to so many resources of any kind, the first one a ServiceEntry. */
function mixture(random: Random, focus: Focus, most: number): readonly Resource[] {
  const sidecars = new Set<string>();
  const gateways: string[] = [];
  const made: Resource[] = [];
  const count = Math.ceil(most / 3) + random.int(most);
  for (let index = 0; index < count; index += 1) {
    const kind = index === 0 ? "entry" : kindOf(random);
    const name = `${kind}-${index}`;
    if (kind === "entry") made.push(serviceEntry(random, focus, name));
    else if (kind === "virtual") made.push(virtualService(random, focus, name, gateways));
    else if (kind === "rule") made.push(destinationRule(random, focus, name));
    else if (kind === "policy") made.push(authorizationPolicy(random, focus, name));
    else if (kind === "patch") made.push(patch(random, focus, name));
    else if (kind === "sidecar") made.push(sidecar(random, focus, name, sidecars));
    else {
      const one = gateway(random, focus, name);
      gateways.push(`${one.metadata.namespace}/${name}`);
      made.push(one);
    }
  }
  // A Gateway that nothing is bound to is dull.
  for (const bound of gateways) {
    const namespaces = [...focus.namespaces, GATEWAY_NAMESPACE];
    made.push(virtualService(random, { ...focus, namespaces }, `for-${bound.split("/")[1]}`, [bound, bound]));
  }
  return made;
}

type Kind = "entry" | "virtual" | "rule" | "policy" | "sidecar" | "gateway" | "patch";

function kindOf(random: Random): Kind {
  return random.weighted<Kind>(
    [6, "entry"],
    [6, "virtual"],
    [3, "rule"],
    [2, "policy"],
    [2, "sidecar"],
    [2, "gateway"],
    [0.3, "patch"],
  );
}

/** Something that no model of Istio's own resources can know; here it is harmless, which must not be guessed. */
function patch(random: Random, { ports }: Focus, name: string): Resource {
  const match = { context: "SIDECAR_OUTBOUND", cluster: { portNumber: random.pick(ports) } };
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name, namespace: random.pick(["default", "team-b"]) },
    spec: {
      configPatches: [{ applyTo: "CLUSTER", match, patch: { operation: "MERGE", value: { connect_timeout: "9s" } } }],
    },
  };
}
