import { ISTIO_KINDS } from "../../admission/kinds.ts";
import type { MeshRule } from "../../mesh/mesh-rule.ts";
import { nameOf, refTo } from "../../mesh/refs.ts";

export const objectTwice: MeshRule = {
  code: "WE0300",
  id: "object-twice",
  layer: "conflicts",
  level: "info",
  title: "an object that another one replaces",
  why: "of two manifests with one kind, namespace and name, the cluster keeps the one that is applied last; the other is not looked at here",
  fix: "keep one of them, or check each environment by itself",
  kinds: ISTIO_KINDS,
  *meshProblems({ replaced }) {
    for (const { object, by } of replaced) {
      if (!object.apiVersion.includes("istio.io/")) continue;
      yield {
        at: refTo(object, "metadata", "name"),
        says: `${nameOf(object)} is there once more, and that one counts`,
        related: [{ ref: refTo(by, "metadata", "name"), words: "the one that counts" }],
      };
    }
  },
};
