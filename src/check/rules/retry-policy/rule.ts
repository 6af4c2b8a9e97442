import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { isStatus } from "../../admission/http-status.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { quoted } from "../../admission/quoted.ts";
import { manifestRule } from "../../rule.ts";

export const retryPolicy = manifestRule<VirtualServiceSpec>({
  code: "WE0153",
  id: "retry-policy",
  layer: "admission",
  level: "error",
  title: "retries that istiod refuses",
  why: "settings of retries mean nothing without attempts, and Envoy knows certain reasons only",
  fix: "set attempts, and take retryOn from Envoy's list or HTTP statuses",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      if (route.retries === undefined) continue;
      const { attempts = 0, perTryTimeout, retryOn = "", retryRemoteLocalities } = route.retries;
      const at = [...path, "retries"];
      if (attempts < 0) yield { path: [...at, "attempts"], says: "attempts cannot be negative" };
      if (attempts === 0 && (perTryTimeout !== undefined || retryOn !== "" || retryRemoteLocalities !== undefined)) {
        yield { path: at, says: "http retry policy configured when attempts are set to 0 (disabled)" };
      }
      for (const reason of retryOn === "" ? [] : retryOn.split(",")) {
        if (REASONS.has(reason) || isStatus(reason)) continue;
        yield { path: [...at, "retryOn"], says: `${quoted(reason)} is not a valid retryOn policy` };
      }
    }
  },
});

/** Envoy's x-envoy-retry-on and x-envoy-retry-grpc-on, as istiod lists them. */
const REASONS = new Set([
  ...["5xx", "gateway-error", "reset", "reset-before-request", "connect-failure", "retriable-4xx", "refused-stream"],
  ...["retriable-status-codes", "retriable-headers", "envoy-ratelimited", "http3-post-connect-failure"],
  ...["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"],
]);
