import type { DestinationRuleSpec } from "../../../resources/types/destination-rule.generated.ts";
import type { ServiceEntrySpec } from "../../../resources/types/service-entry.generated.ts";
import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { DESTINATION_RULE, SERVICE_ENTRY, VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { labelProblems } from "../../admission/labels.ts";
import type { Path } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const labelSyntax = manifestRule({
  code: "WE0105",
  id: "label-syntax",
  layer: "admission",
  level: "error",
  title: "a label that no pod can have",
  why: "Kubernetes refuses such labels, so the condition could never hold, and istiod refuses it",
  fix: "write the label as it stands on the pods",
  kinds: [SERVICE_ENTRY, VIRTUAL_SERVICE, DESTINATION_RULE],
  *problems({ spec, kind }) {
    for (const [path, labels] of labelsIn(spec, kind)) yield* labelProblems(labels, path);
  },
});

type Labels = Readonly<Record<string, string>> | undefined;

/** Labels of pods in a spec, each with its place. */
function* labelsIn(spec: unknown, kind: string): Generator<[Path, Labels]> {
  if (kind === SERVICE_ENTRY) {
    const { endpoints = [], resolution = "NONE" } = spec as ServiceEntrySpec;
    if (resolution === "NONE" || resolution === "DYNAMIC_DNS") return;
    for (const [index, { labels }] of endpoints.entries()) yield [["spec", "endpoints", index, "labels"], labels];
  } else if (kind === DESTINATION_RULE) {
    const { subsets = [] } = spec as DestinationRuleSpec;
    for (const [index, { labels }] of subsets.entries()) yield [["spec", "subsets", index, "labels"], labels];
  } else {
    const routes = spec as VirtualServiceSpec;
    for (const field of ["http", "tls", "tcp"] as const) {
      for (const [index, { match }] of (routes[field] ?? []).entries()) {
        for (const [number, { sourceLabels }] of (match ?? []).entries()) {
          yield [["spec", field, index, "match", number, "sourceLabels"], sourceLabels];
        }
      }
    }
  }
}
