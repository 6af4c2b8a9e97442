import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  ENVOY_FILTER,
  PEER_AUTHENTICATION,
  PROXY_CONFIG,
  SERVICE_ENTRY,
  SIDECAR,
  TELEMETRY,
} from "../../admission/kinds.ts";
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
  kinds: [
    SERVICE_ENTRY,
    DESTINATION_RULE,
    SIDECAR,
    ENVOY_FILTER,
    PROXY_CONFIG,
    AUTHORIZATION_POLICY,
    PEER_AUTHENTICATION,
    TELEMETRY,
  ],
  *problems({ spec }) {
    yield* selectorProblems(spec);
  },
});
