// Holds the schemas of the releases whose CRDs we have (1.24, 1.30, 1.31) against those CRDs.
// Usage: node scripts/schemas/cross-check.mjs      (needs the Go modules of sources.mjs)
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { closeCrdSchema } from "./crd-schema.mjs";
import { history, overlay, projectHistory, servedVersions } from "./istio-history.mjs";
import { CRD_FILE, ISTIO_API, ISTIO_KINDS, readCrds } from "./sources.mjs";

/**
 * @returns {string[]} one line a difference: `1.24 ServiceEntry spec.hosts: history {…} crd {…}`; served versions too
 */
export function crdDifferences() {
  const differences = [];
  for (const [release, version] of Object.entries(ISTIO_API)) {
    const crds = readCrds("istio.io/api", version, CRD_FILE);
    for (const [group, kinds] of Object.entries(ISTIO_KINDS)) {
      for (const kind of kinds) {
        const { spec } = crds.find((crd) => crd.spec.group === group && crd.spec.names.kind === kind);
        const name = `${release} ${kind}`;
        const served = spec.versions.filter((candidate) => candidate.served).map((candidate) => candidate.name);
        const known = servedVersions(kind, release);
        if (served.sort().join() !== [...known].sort().join())
          differences.push(`${name} serves ${served}, history ${known}`);
        for (const { name: served, schema } of spec.versions) {
          const crd = closeCrdSchema(schema.openAPIV3Schema.properties.spec);
          compare(overlay(projectHistory(kind, release), crd), crd, `${name} ${served} spec`, differences);
        }
      }
    }
  }
  return differences;
}

function compare(ours, crd, path, differences) {
  if (ours === undefined || crd === undefined) {
    differences.push(`${path}: only in the ${ours === undefined ? "CRD" : "history"}`);
    return;
  }
  const [left, right] = [ours, crd].map(({ properties: _p, items: _i, additionalProperties, ...rest }) =>
    JSON.stringify(sorted({ ...rest, open: additionalProperties !== false })),
  );
  if (left !== right) differences.push(`${path}: history ${left} crd ${right}`);
  const names = new Set([...Object.keys(ours.properties ?? {}), ...Object.keys(crd.properties ?? {})]);
  for (const name of [...names].sort())
    compare(ours.properties?.[name], crd.properties?.[name], `${path}.${name}`, differences);
  if (ours.items !== undefined || crd.items !== undefined) compare(ours.items, crd.items, `${path}[]`, differences);
  const maps = [ours, crd].map(({ additionalProperties }) =>
    typeof additionalProperties === "object" ? additionalProperties : undefined,
  );
  if (maps[0] !== undefined || maps[1] !== undefined) compare(maps[0], maps[1], `${path}{}`, differences);
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const differences = crdDifferences();
  for (const difference of differences) console.log(difference);
  console.log(`${Object.keys(history.fields).length} kinds, ${differences.length} differences`);
}
