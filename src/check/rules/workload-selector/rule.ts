import { SELECTING_KINDS } from "../../admission/kinds.ts";
import { selectorProblems } from "../../admission/selectors.ts";
import { manifestRule } from "../../rule.ts";

export const workloadSelector = manifestRule({
  code: "WE0102",
  id: "workload-selector",
  layer: "admission",
  level: "error",
  title: "a selector with a star or without a key",
  why: "a selector compares labels exactly: a star would be looked for as it stands, and istiod refuses it",
  fix: "name the labels that the pods have",
  kinds: SELECTING_KINDS,
  *problems({ spec }) {
    yield* selectorProblems(spec);
  },
});
