import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import type { Artifact } from "../../src/generate.ts";
import { fileNames } from "../../src/output/file-names.ts";
import { FORMATS, render } from "../../src/output/formats.ts";
import { printKustomization } from "../../src/output/kustomization.ts";
import { outputFiles } from "../../src/output/output-files.ts";
import { resource } from "./resource-fixture.ts";

const resources = [resource({ why: "It lets the names in." }), resource({ kind: "VirtualService", namespace: "shop" })];
const manifests = resources.map(({ manifest }) => manifest);
const values: Artifact = {
  kind: "HelmValues",
  fileName: "values.yaml",
  content: { service: { type: "ClusterIP" } },
  why: "For Helm.",
};
const generated = { resources, artifacts: [] };

describe("render", () => {
  it("yaml is a stream of documents that reads back as the resources", () => {
    expect(parseAllDocuments(render(generated, "yaml")).map((document) => document.toJS())).toEqual(manifests);
  });

  it("yaml with comments says of each resource why it is there", () => {
    const text = render(generated, "yaml", { comments: true });
    expect(text).toMatch(/^# It lets the names in\.\napiVersion: /);
    expect(text).toContain("---\n# It is there for a test.\napiVersion: ");
    expect(parseAllDocuments(text).map((document) => document.toJS())).toEqual(manifests);
  });

  it("json is a stream of JSON documents", () => {
    const documents = render(generated, "json").split(/(?<=^}\n)/m);
    expect(documents.map((text) => JSON.parse(text) as unknown)).toEqual(manifests);
  });

  it("list is one v1 List", () => {
    expect(JSON.parse(render(generated, "list"))).toEqual({ apiVersion: "v1", kind: "List", items: manifests });
  });

  it("kustomize names the files that --out writes, and no artifact", () => {
    const text = render(generated, "kustomize");
    const written = outputFiles({ ...generated, artifacts: [values] });
    expect(parse(text)).toMatchObject({
      kind: "Kustomization",
      resources: ["serviceentry-wikipedia.yaml", "virtualservice-shop-wikipedia.yaml"],
    });
    expect(written.find(({ name }) => name === "kustomization.yaml")?.content).toBe(text);
  });

  it("helm-values prints the values, and refuses where there are none", () => {
    expect(parse(render({ ...generated, artifacts: [values] }, "helm-values"))).toEqual(values.content);
    expect(() => render(generated, "helm-values")).toThrow(DiagnosticError);
  });

  it.each(FORMATS)("%s is the same text every time and ends in one newline", (format) => {
    const full = { ...generated, artifacts: [values] };
    const text = render(full, format, { comments: true });
    expect(render(full, format, { comments: true })).toBe(text);
    expect(text).toMatch(/[^\n]\n$/);
  });
});

describe("outputFiles", () => {
  it("gives a file for each resource, the kustomization, and the artifacts", () => {
    const files = outputFiles({ ...generated, artifacts: [values] });
    expect(files.map(({ name }) => name)).toEqual([
      "serviceentry-wikipedia.yaml",
      "virtualservice-shop-wikipedia.yaml",
      "kustomization.yaml",
      "values.yaml",
    ]);
    expect(parse(files[0]?.content ?? "")).toEqual(manifests[0]);
  });

  it("gives one file for all with singleFile, in a name that is not the configuration's", () => {
    const files = outputFiles(generated, { singleFile: true });
    expect(files.map(({ name }) => name)).toEqual(["manifests.yaml", "kustomization.yaml"]);
    expect(files[0]?.content).toBe(render(generated, "yaml"));
    expect(parse(files[1]?.content ?? "")).toMatchObject({ resources: ["manifests.yaml"] });
  });
});

describe("fileNames", () => {
  it("never gives a name twice", () => {
    const clashing = [
      resource({ namespace: "a-b", name: "c" }),
      resource({ namespace: "a", name: "b-c" }),
      resource({ kind: "serviceentry", namespace: "a", name: "b-c" }),
      resource({ kind: "Kustomization", name: "" }),
      resource({ kind: "Gateway" }),
      resource({ kind: "Gateway", apiVersion: "gateway.networking.k8s.io/v1" }),
    ].map(({ manifest }) => manifest);
    const names = fileNames(clashing);
    expect(new Set(names).size).toBe(clashing.length);
    expect(names.slice(0, 3)).toEqual([
      "serviceentry-a-b-c.yaml",
      "serviceentry-a-b-c-2.yaml",
      "serviceentry-a-b-c-3.yaml",
    ]);
  });

  it("never leaves the folder", () => {
    const [name] = fileNames([resource({ namespace: "../..", name: "/etc/passwd\0" }).manifest]);
    expect(name).toMatch(/^[a-z0-9.-]+$/);
  });
});

describe("printKustomization", () => {
  it("sorts the names and keeps the indentation of the template's line", () => {
    const template = "x: 1\nresources:\n    # {{resources}}\nnamespace: shop\n";
    expect(printKustomization(["b.yaml", "a.yaml"], template)).toBe(
      "x: 1\nresources:\n    - a.yaml\n    - b.yaml\nnamespace: shop\n",
    );
  });

  it("is valid with no files", () => {
    expect(parse(printKustomization([]))).toMatchObject({ resources: [] });
  });

  it("refuses a template without the line for the names", () => {
    expect(() => printKustomization(["a.yaml"], "resources: []\n")).toThrow(/no line "# \{\{resources\}\}"/);
  });
});
