import type { VirtualServiceHttp, VirtualServiceMatch } from "../../resources/types/virtual-service.generated.ts";
import { type HttpRoute, UNCONDITIONAL } from "../envoy/listener.ts";
import type { FieldPath } from "../world/config-object.ts";
import { concernsProxy, conditionsOf, requestMatches, takesEverything } from "./http-match.ts";
import type { MeshProxy } from "./proxy.ts";
import { type DestinationContext, destinationClusters } from "./route-destination.ts";
import type { MeshVirtualService } from "./virtual-services.ts";

/**
 * The routes of a VirtualService's `http` rules for one port and gateway (`mesh` or a Gateway's name), up to the first that takes every
 * request. Empty when none is for this proxy: then the VirtualService does not exist for it.
 *
 * Source: istio pilot/pkg/networking/core/route/route.go, BuildHTTPRoutesForVirtualService.
 */
export function httpRoutes(
  { spec, object, namespace }: MeshVirtualService,
  proxy: MeshProxy,
  gateway: string,
  context: DestinationContext,
): HttpRoute[] {
  const routes: HttpRoute[] = [];
  for (const [index, http] of (spec.http ?? []).entries()) {
    const path = ["spec", "http", index];
    const action = actionOf(http, object, path, context);
    const matches: (VirtualServiceMatch | undefined)[] = http.match?.length ? [...http.match] : [undefined];
    for (const [which, match] of matches.entries()) {
      if (match !== undefined && !concernsProxy(match, proxy, gateway, context.listenPort, namespace)) continue;
      routes.push({
        matches: (request) => match === undefined || requestMatches(match, request),
        action,
        ref: { object, path: match === undefined ? path : [...path, "match", which] },
        ...(match === undefined ? UNCONDITIONAL : conditionsOf(match)),
      });
      if (match === undefined || takesEverything(match)) return routes;
    }
  }
  return routes;
}

function actionOf(
  http: VirtualServiceHttp,
  object: MeshVirtualService["object"],
  path: FieldPath,
  context: DestinationContext,
): HttpRoute["action"] {
  if (http.delegate !== undefined) return { kind: "unknown", says: "the rule delegates to another VirtualService" };
  if (http.fault?.abort !== undefined) return { kind: "unknown", says: "the rule injects faults" };
  if (http.redirect !== undefined) return { kind: "redirect" };
  if (http.directResponse !== undefined) return { kind: "direct-response", status: http.directResponse.status };
  const headers = { ...http.headers?.request?.set, ...http.headers?.request?.add };
  const rewritten = Object.entries(headers).find(([name]) => /^(host|:authority)$/i.test(name))?.[1];
  return {
    kind: "clusters",
    clusters: destinationClusters(http.route ?? [], object, [...path, "route"], context),
    hostRewrite: http.rewrite?.authority ?? rewritten,
  };
}
