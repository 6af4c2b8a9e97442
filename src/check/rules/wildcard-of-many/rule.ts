import { publicSuffixVersion } from "../../../plan/public-suffix/breadth.ts";
import { SERVICE_ENTRY } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { wildcardsOutside } from "../../mesh/wildcard-breadth.ts";

export const wildcardOfMany: MeshRule = {
  code: "WE0404",
  id: "wildcard-of-many",
  layer: "security",
  level: "warning",
  title: "a wildcard whose names belong to many tenants",
  why: "anybody can have a name below it for the asking: a bucket, a page, an app. What leaves by this wildcard can be addressed to a stranger",
  fix: "list the names that are meant: my-bucket.s3.amazonaws.com",
  kinds: [SERVICE_ENTRY],
  *meshProblems(mesh) {
    for (const { service, breadth } of wildcardsOutside(mesh)) {
      if (breadth !== "multi-tenant") continue;
      const says = `${service.hostname} opens names of many parties (Public Suffix List of ${publicSuffixVersion()})`;
      yield { at: service.ref, says };
    }
  },
};
