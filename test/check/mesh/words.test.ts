import { describe, expect, test } from "vitest";
import { grouped } from "../../../src/check/mesh/grouped.ts";
import { canonical, membersOf } from "../../../src/check/mesh/json-walk.ts";
import { few, nameOf, sameObject } from "../../../src/check/mesh/refs.ts";

test("names of objects, with their namespace if they have one", () => {
  expect(nameOf({ kind: "ServiceEntry", namespace: "default", name: "wikipedia" })).toBe(
    "ServiceEntry default/wikipedia",
  );
  expect(nameOf({ kind: "ClusterRole", namespace: "", name: "istiod" })).toBe("ClusterRole istiod");
});

test.each([
  [["a"], "a"],
  [["a", "b", "c"], "a, b, c"],
  [["a", "b", "c", "d", "e"], "a, b, c and 2 more"],
])("few(%j)", (words, said) => {
  expect(few(words)).toBe(said);
});

test("things by a key come in the order in which each key comes up first", () => {
  expect([...grouped(["b1", "a1", "b2"], (one) => one.charAt(0))]).toEqual([
    ["b", ["b1", "b2"]],
    ["a", ["a1"]],
  ]);
});

test("two objects are the same by kind, namespace and name", () => {
  const one = { kind: "Gateway", namespace: "team", name: "egress" };
  expect(sameObject(one, { ...one })).toBe(true);
  expect(sameObject(one, { ...one, kind: "Service" })).toBe(false);
  expect(sameObject(one, { ...one, namespace: "other" })).toBe(false);
  expect(sameObject(one, { ...one, name: "other" })).toBe(false);
});

describe("members of a value", () => {
  const config = {
    name: "dns",
    typed_config: { "@type": "Cache", resolvers: [{ port: 53 }, null, "1.1.1.1"], nothing: null },
  };

  test("at any depth, with their paths", () => {
    const found = [...membersOf(config)].map(({ path, value }) => [path.join("."), value]);
    expect(found).toEqual([
      ["name", "dns"],
      ["typed_config", config.typed_config],
      ["typed_config.@type", "Cache"],
      ["typed_config.resolvers", config.typed_config.resolvers],
      ["typed_config.resolvers.0.port", 53],
      ["typed_config.nothing", null],
    ]);
  });

  test("what is refused is not entered", () => {
    const found = [...membersOf(config, ["value"], (map) => !("@type" in map))].map(({ path }) => path.join("."));
    expect(found).toEqual(["value.name", "value.typed_config"]);
  });
});

describe("the canonical text of a value", () => {
  test.each([
    [{ b: 1, a: { d: [1, 2], c: null } }, '{"a":{"c":null,"d":[1,2]},"b":1}'],
    [{ a: 1, c: 2, b: 3 }, '{"a":1,"b":3,"c":2}'],
    [["a", ["b"]], '["a",["b"]]'],
    ["a", '"a"'],
    [null, "null"],
    [undefined, ""],
  ])("%j", (value, text) => {
    expect(canonical(value)).toBe(text);
  });
});
