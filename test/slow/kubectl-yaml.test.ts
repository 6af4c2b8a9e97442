import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printYaml } from "../../src/output/yaml.ts";
import { NASTY_STRINGS } from "../output/nasty-strings.ts";
import { isThere, runToEnd } from "./needed-program.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string(),
  fc.array(fc.constantFrom(...NASTY_STRINGS), { maxLength: 4 }).map((parts) => parts.join("\n")),
  fc.stringMatching(/^[-+0-9a-fxobeE._:TZ ]{1,12}$/),
);

/** The object as kubectl understood it; it reads YAML as the API server does. */
function readByKubectl(yaml: string): { data: Record<string, string>; metadata: { labels: Record<string, string> } } {
  const run = runToEnd("kubectl", ["annotate", "--local", "-f", "-", "-o", "json", "read-by=kubectl"], yaml);
  if (run.code !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

describe.runIf(isThere("kubectl"))("kubectl reads what printYaml prints", () => {
  it("20,000 strings, as values", () => {
    const strings = [...NASTY_STRINGS, ...fc.sample(text, 20_000)];
    const data = Object.fromEntries(strings.map((string, index) => [`key${index}`, string]));
    const yaml = printYaml([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data }]);
    const read = readByKubectl(yaml).data;
    expect(strings.filter((string, index) => read[`key${index}`] !== string)).toEqual([]);
  });

  it("the nasty strings, as keys", () => {
    const labels = Object.fromEntries(
      NASTY_STRINGS.filter((string) => string.length < 100).map((string) => [string, "x"]),
    );
    const yaml = printYaml([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", labels } }]);
    expect(readByKubectl(yaml).metadata.labels).toEqual(labels);
  });
});
