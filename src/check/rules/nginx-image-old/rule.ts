import { NGINX_FIXED_IN } from "../../../nginx/container.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { gatewayPodSpecs } from "../../mesh/pod-specs.ts";
import { refTo } from "../../mesh/refs.ts";

export const nginxImageOld: MeshRule = {
  code: "WE0411",
  id: "nginx-image-old",
  layer: "security",
  level: "warning",
  title: "an nginx with known holes in what an SNI proxy uses",
  why: "ssl_preread, the resolver and captures in maps had holes (CVE-2026-123640, CVE-2026-123634, CVE-2026-42533, CVE-2026-93479): a client's first packet is enough",
  fix: "take nginx 1.30.7 or later of that line, or 1.31.9 or later; a distribution's own build may have the fixes under an older number",
  kinds: ["apps/Deployment", "/Pod"],
  *meshProblems(mesh) {
    for (const { object, spec, path } of gatewayPodSpecs(mesh)) {
      for (const [index, { image = "" }] of (spec.containers ?? []).entries()) {
        const version = /(?:^|\/)nginx(?:-unprivileged)?:v?(\d+\.\d+(?:\.\d+)?)/.exec(image)?.[1];
        if (version === undefined || !isOld(version)) continue;
        yield {
          at: refTo(object, ...path, "containers", index, "image"),
          says: `nginx ${version} is older than ${NGINX_FIXED_IN.join(" and ")}`,
        };
      }
    }
  },
};

/** A number with two parts is a tag that moves, so the newest of its line. */
function isOld(version: string): boolean {
  const [major = 0, line = 0, build = Number.POSITIVE_INFINITY] = version.split(".").map(Number);
  const fixed = NGINX_FIXED_IN.map((text) => text.split(".").map(Number));
  const same = fixed.find(([first, second]) => first === major && second === line);
  if (same !== undefined) return build < (same[2] ?? 0);
  return fixed.every(([first = 0, second = 0]) => major < first || (major === first && line < second));
}
