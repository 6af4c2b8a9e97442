// Makes schemas/istio/cel/<Kind>.json: the rules in CEL (x-kubernetes-validations) of Istio's CRDs, as they stand there.
// Usage: node scripts/schemas/derive-cel.mjs           (needs Go and a network, once; a test holds the files against the CRDs)
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CRD_FILE, ISTIO_API, ISTIO_KINDS, ROOT, readCrds } from "./sources.mjs";

const OUT_DIR = join(ROOT, "schemas/istio/cel");
const NEWEST = "1.31";

/**
 * Rules that were there before the first CRDs that can be had (1.24). What stands below these paths is taken from the CRDs of 1.24; that older
 * releases have others is not known.
 */
const BEFORE = [
  {
    release: "1.23",
    kind: "ServiceEntry",
    paths: ["spec.endpoints"],
    source: "istio 1.23 crd-all.gen.yaml: rules for endpoints and Unix sockets",
  },
  {
    release: "1.23",
    kind: "PeerAuthentication",
    paths: ["spec"],
    messages: ["portLevelMtls requires selector"],
    source: "istio 1.23 crd-all.gen.yaml",
  },
  {
    release: "1.23",
    kind: "EnvoyFilter",
    paths: ["spec.targetRefs"],
    source: "istio 1.23 crd-all.gen.yaml: rules for the fields of targetRefs",
  },
];

/** One file a kind, as text by file name. */
export function deriveCel() {
  const crds = Object.fromEntries(
    Object.entries(ISTIO_API).map(([release, version]) => [release, readCrds("istio.io/api", version, CRD_FILE)]),
  );
  const files = new Map();
  for (const [group, kinds] of Object.entries(ISTIO_KINDS)) {
    for (const kind of kinds) {
      const byRelease = new Map(releases().map((release) => [release, rulesOf(crds[release], group, kind)]));
      files.set(`${kind}.json`, fileText(group, kind, byRelease));
    }
  }
  return files;
}

/** Releases whose CRDs there are, oldest first. */
function releases() {
  return Object.keys(ISTIO_API).sort((a, b) => minorOf(a) - minorOf(b));
}

function rulesOf(crds, group, kind) {
  const crd = crds.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  const found = [];
  const [version] = crd.spec.versions;
  collect(version.schema.openAPIV3Schema, [], found);
  return found;
}

/** Steps of a path: names of fields, "[]" for every entry of a list, "{}" for every value of a map. */
function collect(node, path, found) {
  for (const { rule, message, messageExpression, fieldPath } of node["x-kubernetes-validations"] ?? []) {
    // It compares with what was there before the update; a file has no before.
    if (/\boldSelf\b/.test(rule)) continue;
    if (messageExpression !== undefined || fieldPath !== undefined)
      throw new Error(`a rule with more than a message: ${rule}`);
    found.push({ path, rule, message });
  }
  for (const [name, property] of Object.entries(node.properties ?? {})) collect(property, [...path, name], found);
  if (node.items !== undefined) collect(node.items, [...path, "[]"], found);
  if (typeof node.additionalProperties === "object") collect(node.additionalProperties, [...path, "{}"], found);
}

function fileText(group, kind, byRelease) {
  const rules = [];
  const numbers = new Map();
  const numberOf = (rule) => {
    const text = JSON.stringify(rule);
    if (!numbers.has(text)) numbers.set(text, rules.push(text) - 1);
    return numbers.get(text);
  };
  const runs = [];
  const [first] = releases();
  for (const { release, paths, messages, source } of BEFORE.filter((one) => one.kind === kind)) {
    const kept = byRelease
      .get(first)
      .filter(
        ({ path, message }) =>
          paths.some((below) => path.join(".").startsWith(below)) && (messages?.includes(message) ?? true),
      );
    runs.push({ from: release, to: release, source, rules: kept.map(numberOf) });
  }
  const known = releases();
  for (const [index, release] of known.entries()) {
    const next = known[index + 1];
    const to = next === undefined ? NEWEST : `1.${minorOf(next) - 1}`;
    const source = `istio.io/api ${ISTIO_API[release]} ${CRD_FILE}${to === release ? "" : `, the CRDs of ${release}`}`;
    runs.push({ from: release, to, source, rules: byRelease.get(release).map(numberOf) });
  }
  return [
    "{",
    `  "kind": ${JSON.stringify(kind)},`,
    `  "group": ${JSON.stringify(group)},`,
    '  "runs": [',
    runs.map((run) => `    ${JSON.stringify(run)}`).join(",\n"),
    "  ],",
    '  "rules": [',
    rules.map((rule) => `    ${rule}`).join(",\n"),
    "  ]",
    "}",
    "",
  ].join("\n");
}

function minorOf(release) {
  return Number(release.split(".")[1]);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  mkdirSync(OUT_DIR, { recursive: true });
  const files = deriveCel();
  for (const [file, text] of files) writeFileSync(join(OUT_DIR, file), text);
  console.log(`${files.size} files in ${OUT_DIR}`);
}
