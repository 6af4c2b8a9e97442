import { exportToProblems } from "../../admission/export-to.ts";
import { DESTINATION_RULE, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const exportTo = manifestRule<Exported>({
  code: "WE0101",
  id: "export-to",
  layer: "admission",
  level: "error",
  title: "exportTo names namespaces in a way that istiod refuses",
  why: "exportTo says which namespaces see the resource; what contradicts itself could mean more than was wanted",
  fix: 'write ["."] for the own namespace, ["*"] for all, or a list of namespaces',
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE, DESTINATION_RULE],
  *problems({ namespace, spec, kind }) {
    yield* exportToProblems({
      exportTo: spec.exportTo ?? [],
      namespace,
      nobodyAllowed: kind === SERVICE_ENTRY,
      ownNamespaceOnly: kind === DESTINATION_RULE && spec.workloadSelector !== undefined,
    });
  },
});

interface Exported {
  readonly exportTo?: readonly string[];
  readonly workloadSelector?: unknown;
}
