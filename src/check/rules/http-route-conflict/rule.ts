import type { VirtualServiceHttp, VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const httpRouteConflict = manifestRule<VirtualServiceSpec>({
  code: "WE0141",
  id: "http-route-conflict",
  layer: "admission",
  level: "error",
  title: "an HTTP route with parts that exclude each other",
  why: "a request is routed, redirected or answered at once: one of them",
  fix: "keep one of route, redirect, directResponse and delegate",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec))
      yield* conflicts(route, path, (spec.hosts ?? []).length === 0);
  },
});

function* conflicts(route: VirtualServiceHttp, path: Path, delegate: boolean): Generator<Problem> {
  const { name = "", redirect, directResponse, fault, rewrite } = route;
  const routes = route.route ?? [];
  if (!delegate && route.delegate !== undefined) {
    if (redirect !== undefined) yield { path, says: `root HTTP route ${name} must not specify redirect` };
    if (routes.length > 0) yield { path, says: `root HTTP route ${name} must not specify route` };
    return;
  }
  if (route.delegate !== undefined) {
    yield { path: [...path, "delegate"], says: "delegate HTTP route cannot contain delegate" };
  }
  const instead = redirect !== undefined ? "redirect" : directResponse !== undefined ? "direct_response" : undefined;
  if (instead === undefined && routes.length === 0) {
    yield { path, says: "HTTP route, redirect or direct_response is required" };
  }
  if (instead !== undefined) {
    if (routes.length > 0) yield { path, says: `HTTP route cannot contain both route and ${instead}` };
    if (fault !== undefined) yield { path, says: `HTTP route cannot contain both fault and ${instead}` };
    if (rewrite !== undefined) yield { path, says: `HTTP route rule cannot contain both rewrite and ${instead}` };
  }
  if (redirect !== undefined && directResponse !== undefined) {
    yield { path, says: "HTTP route rule cannot contain both direct_response and redirect" };
  }
  if (route.mirror !== undefined && (route.mirrors ?? []).length > 0) {
    yield { path, says: "HTTP route cannot contain both mirror and mirrors" };
  }
}
