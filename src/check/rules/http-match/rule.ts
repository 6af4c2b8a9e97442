import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { conditionHeaderProblem } from "../../admission/headers.ts";
import { comparisons, httpMatches } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

const HEADERS = ["headers", "withoutHeaders"] as const;

export const httpMatch = manifestRule<VirtualServiceSpec>({
  code: "WE0142",
  id: "http-match",
  layer: "admission",
  level: "error",
  title: "a condition of an HTTP route that istiod refuses",
  why: "an empty prefix of a header or a method compares nothing, and a header has a name of its own characters",
  fix: "write what is compared, or leave the condition out",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    for (const match of httpMatches(spec)) {
      for (const field of has("admission-header-names") ? HEADERS : []) {
        for (const name of Object.keys(match.value[field] ?? {})) {
          const says = conditionHeaderProblem(name);
          if (says !== undefined) yield { path: [...match.path, field, name], part: "key", says };
        }
      }
      for (const { where, value, path } of comparisons(match)) {
        // Every path begins with nothing, and Envoy takes it.
        if (where === "uri" || value.prefix !== "" || !has("admission-empty-match")) continue;
        if (where !== "headers" && !has("admission-empty-prefix")) continue;
        yield { path: [...path, "prefix"], says: `"${where}": prefix string match should not be empty` };
      }
    }
  },
});
