import type { RuleFacts } from "../../rule.ts";

export const crdRule: RuleFacts = {
  code: "WE0060",
  id: "crd-rule",
  layer: "cel",
  level: "error",
  title: "a rule of the CRD does not hold",
  why: "the API server evaluates the rules in the CRD (x-kubernetes-validations) and refuses what breaks one",
  fix: "change the field so that the rule holds",
};
