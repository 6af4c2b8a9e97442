import type { VirtualServiceSpec } from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { manifestRule } from "../../rule.ts";

export const rewrite = manifestRule<VirtualServiceSpec>({
  code: "WE0154",
  id: "rewrite",
  layer: "admission",
  level: "error",
  title: "a rewrite that istiod refuses",
  why: "a rewrite changes the path, by prefix or by regular expression, or the authority",
  fix: "name uri, uriRegexRewrite with match and rewrite, or authority",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      if (route.rewrite === undefined) continue;
      const { uri = "", uriRegexRewrite, authority = "" } = route.rewrite;
      const at = [...path, "rewrite"];
      if (uri !== "" && uriRegexRewrite !== undefined) {
        yield { path: at, says: "rewrite may only contain one of URI or UriRegexRewrite" };
      } else if (uri === "" && uriRegexRewrite === undefined && authority === "") {
        const says =
          "rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite may be specified";
        yield { path: at, says };
      } else if (uriRegexRewrite !== undefined && (!uriRegexRewrite.match || !uriRegexRewrite.rewrite)) {
        const says = "UriRegexRewrite requires both Rewrite and Match fields to be specified";
        yield { path: [...at, "uriRegexRewrite"], says };
      }
    }
  },
});
