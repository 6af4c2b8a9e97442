// Rewrites schemas/sources/istio-field-history.json from a longer table of the same facts (kind → path → runs of releases).
// Usage: node scripts/schemas/import-history.mjs TABLE.json
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./sources.mjs";

/** Facts that say nothing about a value: `format: string` is what the CRDs of 1.5 to 1.10 wrote on every string. */
const NOISE = new Set(["since", "until", "format", "cel"]);

const table = JSON.parse(readFileSync(process.argv[2], "utf8"));
const kinds = {};
for (const kind of Object.keys(table.fields).sort()) {
  kinds[kind] = {};
  for (const path of Object.keys(table.fields[kind]).sort()) {
    const runs = [];
    for (const run of table.fields[kind][path]) {
      const facts = Object.fromEntries(Object.entries(run).filter(([key]) => !NOISE.has(key)));
      const previous = runs.at(-1);
      const touches = previous?.until !== undefined && minor(previous.until) + 1 === minor(run.since);
      if (touches && JSON.stringify(previous.facts) === JSON.stringify(facts)) previous.until = run.until;
      else runs.push({ since: run.since, until: run.until, facts });
    }
    kinds[kind][path] = runs.map(({ since, until, facts }) => [
      until === undefined ? `${since}-` : `${since}-${until}`,
      facts,
    ]);
  }
}
const served = {};
for (const [kind, versions] of Object.entries(table.served)) {
  served[kind] = Object.fromEntries(Object.entries(versions).map(([version, facts]) => [version, facts.since]));
}
const about =
  "Fields of Istio's custom resources by release, read from the CRDs that each release shipped (the last patch of each minor). " +
  "Paths are below spec; [] is an item of a list, {} a value of a map. Each run of releases names what the CRD says of the field. " +
  "alternatives: false stands where the CRD lets several fields of a oneof be set. " +
  "served: the Istio minor that first serves the version.";
const lines = [
  "{",
  `"about": ${JSON.stringify(about)},`,
  '"newest": "1.31",',
  `"served": ${JSON.stringify(served)},`,
  '"fields": {',
];
const kindNames = Object.keys(kinds);
for (const kind of kindNames) {
  lines.push(`${JSON.stringify(kind)}: {`);
  const paths = Object.keys(kinds[kind]);
  for (const path of paths) {
    lines.push(`${JSON.stringify(path)}: ${JSON.stringify(kinds[kind][path])}${path === paths.at(-1) ? "" : ","}`);
  }
  lines.push(kind === kindNames.at(-1) ? "}" : "},");
}
lines.push("}", "}", "");
writeFileSync(join(ROOT, "schemas/sources/istio-field-history.json"), lines.join("\n"));

function minor(name) {
  return Number(name.slice(2));
}
