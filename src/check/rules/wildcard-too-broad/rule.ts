import { publicSuffixVersion } from "../../../plan/public-suffix/breadth.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { wildcardsOutside } from "../../mesh/wildcard-breadth.ts";

export const wildcardTooBroad: MeshRule = {
  code: "WE0403",
  id: "wildcard-too-broad",
  layer: "security",
  level: "error",
  title: "a wildcard over a public suffix",
  why: "below it anybody can register a name. Whoever can reach it can send anything to anyone",
  fix: "list the domains that are meant",
  kinds: [SERVICE_ENTRY],
  *meshProblems(mesh) {
    for (const { service, breadth } of wildcardsOutside(mesh)) {
      if (breadth !== "public-suffix") continue;
      yield {
        at: service.ref,
        says: `${service.hostname} opens everybody's names (Public Suffix List of ${publicSuffixVersion()})`,
      };
    }
  },
};
