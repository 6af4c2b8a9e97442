import { Command } from "commander";
import { describe, expect, test } from "vitest";
import schema from "../../schemas/wildegress.schema.json" with { type: "json" };
import { addRequestOptions, REQUEST_ATTRIBUTES } from "../../src/cli/request-options.ts";
import { attributeOf, REQUEST_FLAGS } from "../../src/config/request-flags.ts";

interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

const definitions: Readonly<Record<string, Node>> = schema.definitions;
const root: Node = schema;

function resolve(node: Node): Node {
  return node.$ref === undefined ? node : (definitions[node.$ref.replace("#/definitions/", "")] ?? {});
}

/** Every key of the file as the table of flags writes them: `gateway.name`, `policies[].domains`. */
function leaves(node: Node, prefix = ""): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const [key, written] of Object.entries(node.properties ?? {})) {
    const value = resolve(written);
    const item = value.items === undefined ? undefined : resolve(value.items);
    const open = typeof value.additionalProperties === "object";
    if (value.properties === undefined || open || value.type !== "object") {
      if (item?.properties === undefined) found.set(`${prefix}${key}`, value);
    }
    for (const [below, leaf] of leaves(value, `${prefix}${key}.`)) found.set(below, leaf);
    if (item?.properties !== undefined) {
      for (const [below, leaf] of leaves(item, `${prefix}${key}[].`)) found.set(below, leaf);
    }
  }
  return found;
}

/** What check alone reads is no part of a request; test/check/docs.test.ts holds it against docs/check.md. */
const keys = new Map([...leaves(root)].filter(([key]) => !key.startsWith("check.")));
/** The settings of a policy stand at the top, too, for all policies: there they have no flags of their own. */
const defaults = [...keys.keys()].filter((key) => keys.has(`policies[].${key}`));

describe("flags and wildegress.yaml say the same", () => {
  test("each key of the schema has its flag, and each flag its key", () => {
    const wanted = [...keys.keys()].filter((key) => !defaults.includes(key)).sort();
    expect(REQUEST_FLAGS.map(({ key }) => key).sort()).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(25);
  });

  test("each setting of a policy may stand at the top, but for its name and domains", () => {
    const settings = [...keys.keys()].flatMap((key) => /^policies\[\]\.(.*)$/.exec(key)?.[1] ?? []);
    expect(settings.filter((key) => !defaults.includes(key)).sort()).toEqual(["domains", "name"]);
  });

  test.each(REQUEST_FLAGS.map((flag) => [flag.flag, flag] as const))("%s is of its key's type", (_name, flag) => {
    const leaf = keys.get(flag.key);
    const types = [leaf?.type ?? []].flat();
    const wanted = { text: "string", number: "integer", list: "array", map: "object", toggle: "boolean" }[flag.kind];
    expect(types).toContain(wanted);
    expect(leaf?.enum).toEqual(flag.choices === undefined ? undefined : [...flag.choices]);
  });

  test("every map of the schema is closed, and every key described", () => {
    const visit = (node: Node, path: string): void => {
      if (node.$ref === undefined) expect(node.description, path).toMatch(/\w{3,}/);
      if (node.properties !== undefined) expect(node.additionalProperties, path).toBe(false);
      for (const [key, value] of Object.entries(node.properties ?? {})) visit(value, `${path}.${key}`);
    };
    visit(root, "");
    for (const [name, definition] of Object.entries(definitions)) visit(definition, name);
    for (const [key, leaf] of keys) {
      if (![leaf.type].flat().includes("boolean")) expect(leaf.examples ?? leaf.enum, key).not.toHaveLength(0);
    }
  });

  test("commander knows every flag, and a way to turn every toggle off", () => {
    const command = addRequestOptions(new Command("test"));
    const long = command.options.map((option) => option.long);
    for (const { flag, kind } of REQUEST_FLAGS) {
      expect(long).toContain(flag);
      if (kind === "toggle") expect(long).toContain(flag.replace("--", "--no-"));
    }
    expect(REQUEST_ATTRIBUTES).toContain(attributeOf("--data-plane"));
    expect(new Set(long).size).toBe(long.length);
  });
});
