import { describe, expect, it } from "vitest";
import { seenFrom, visibility, visibleIn } from "../../src/model/istiod/exports.ts";

describe("exportTo", () => {
  it.each<[readonly string[] | undefined, boolean, boolean, boolean]>([
    [undefined, true, true, true],
    [[], true, true, true],
    [["*"], true, true, true],
    [["."], true, false, false],
    [["~"], false, false, false],
    [["b"], false, true, false],
    [["b", "."], true, true, false],
    [["b", "*"], true, true, true],
    [["b", "~"], false, false, false],
  ])("%j of a, seen from a, b and c: %s, %s, %s", (exportTo, fromA, fromB, fromC) => {
    expect(["a", "b", "c"].map((from) => visibleIn(exportTo, "a", from))).toEqual([fromA, fromB, fromC]);
  });

  it("names namespaces, its own by a dot", () => {
    expect(visibility(["b", "."], "a")).toEqual({ kind: "namespaces", names: new Set(["b", "a"]) });
    expect(visibility([], "a")).toEqual({ kind: "public" });
    expect(visibility(["~", "b"], "a")).toEqual({ kind: "nobody" });
  });
});

describe("what a namespace sees", () => {
  const sorted = [
    { name: "public", namespace: "b", exportTo: ["*"] },
    { name: "from another", namespace: "b", exportTo: ["a"] },
    { name: "own", namespace: "a", exportTo: ["."] },
    { name: "nobody's", namespace: "a", exportTo: ["~"] },
    { name: "nobody's, though named", namespace: "b", exportTo: ["~", "a"] },
    { name: "not for it", namespace: "b", exportTo: ["c"] },
    { name: "own and public", namespace: "a", exportTo: [] },
  ];

  it("is what is exported by name, then what is public", () => {
    const names = seenFrom("a", sorted, false).map(({ name }) => name);
    expect(names).toEqual(["from another", "own", "public", "own and public"]);
  });

  it("for VirtualServices its own comes first", () => {
    const names = seenFrom("a", sorted, true).map(({ name }) => name);
    expect(names).toEqual(["own", "from another", "public", "own and public"]);
  });
});
