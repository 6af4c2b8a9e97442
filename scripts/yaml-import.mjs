import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** esbuild plugin: `import facts from "x.yaml"` becomes plain data at build time, so that no YAML is parsed at start-up. */
export function yamlForEsbuild() {
  return {
    name: "yaml",
    setup(build) {
      build.onLoad({ filter: /\.yaml$/ }, async ({ path }) => ({
        contents: JSON.stringify(parse(await readFile(path, "utf8"), { maxAliasCount: -1 })),
        loader: "json",
      }));
    },
  };
}

/** The same for vitest. */
export function yamlForVite() {
  return {
    name: "yaml",
    async load(id) {
      if (!id.endsWith(".yaml")) return undefined;
      return `export default ${JSON.stringify(parse(await readFile(id, "utf8")))};`;
    },
  };
}
