import { didYouMean } from "../../../diagnostics/did-you-mean.ts";
import { covers } from "../../../model/istiod/host-name.ts";
import { fullName } from "../../../model/istiod/virtual-services.ts";
import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import { DESTINATION_RULE, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { CheckedMesh } from "../../mesh/checked-mesh.ts";
import { clusterOfLeg, portsOfLeg, serviceOfLeg } from "../../mesh/leg-ports.ts";
import type { MeshProblem, MeshRule } from "../../mesh/mesh-rule.ts";
import { few, nameOf, refTo } from "../../mesh/refs.ts";
import type { RouteLeg } from "../../mesh/route-legs.ts";

export const subsetNotFound: MeshRule = {
  code: "WE0311",
  id: "subset-not-found",
  layer: "conflicts",
  level: "error",
  title: "a subset that the proxy has no cluster for",
  why: "subsets come from one namespace's DestinationRules for the host: the client's own, else the service's, else the root namespace's. Where the first of these lacks the subset, or does not export it, the connection is closed",
  fix: "add the subset to the DestinationRule that holds for the client, or correct the name",
  kinds: [VIRTUAL_SERVICE, DESTINATION_RULE],
  *meshProblems(mesh) {
    const { model } = mesh;
    const rules = model.world.of<DestinationRuleSpec>("DestinationRule").map((rule) => ({
      rule,
      host: fullName(rule.spec.host, rule.namespace, model.settings.target.meshDomain),
    }));
    const byHost = new Map<string, typeof rules>();
    for (const one of rules) byHost.set(one.host, [...(byHost.get(one.host) ?? []), one]);
    const wildcards = rules.filter(({ host }) => host.startsWith("*"));
    for (const leg of mesh.legs) {
      const { proxy, host, subset, certain, ref } = leg;
      if (subset === "" || !certain) continue;
      const [port] = portsOfLeg(leg, mesh);
      if (port === undefined || clusterOfLeg(leg, port, "", mesh) === undefined) continue;
      if (clusterOfLeg(leg, port, subset, mesh) !== undefined) continue;
      const known = [...(byHost.get(host) ?? []), ...wildcards.filter((one) => covers(one.host, host))];
      const having = known.filter(({ rule }) => (rule.spec.subsets ?? []).some(({ name }) => name === subset));
      const says =
        having.length > 0
          ? `the DestinationRule with subset ${subset} of ${host} does not reach ${proxy.name}`
          : `no DestinationRule has a subset ${subset} for ${host}`;
      yield {
        at: refTo(ref.object, ...ref.path, "subset"),
        says,
        ...sureness(
          subset,
          known.flatMap(({ rule }) => (rule.spec.subsets ?? []).map(({ name }) => name)),
          isRead(leg, mesh),
        ),
        related: (having.length > 0 ? having : known).slice(0, 3).map(({ rule }) => ({
          ref: refTo(rule, "spec", "subsets"),
          words: `${nameOf(rule)} has ${few((rule.spec.subsets ?? []).map(({ name }) => name)) || "no subsets"}`,
        })),
      };
    }
  },
};

/** A DestinationRule may be kept elsewhere, above all one for a gateway that many send to; a misspelt name is surely wrong. */
function sureness(subset: string, names: readonly string[], read: boolean): Partial<MeshProblem> {
  if (names.includes(subset)) return {};
  const meant = didYouMean(subset, names);
  // v1 and v2 are no slip of the pen.
  const letters = (name: string | undefined) => name?.replaceAll(/\d/g, "") ?? "";
  if (meant !== undefined && letters(meant) !== letters(subset) && letters(subset).length > 3)
    return { fix: `did you mean ${meant}?` };
  return { level: read && names.length > 0 ? "warning" : "info" };
}

function isRead(leg: RouteLeg, mesh: CheckedMesh): boolean {
  return serviceOfLeg(leg, mesh)?.assumed === false;
}
