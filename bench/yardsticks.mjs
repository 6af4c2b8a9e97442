import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

/**
 * Programs of others that do some of the same: docs/performance.md says how to have them.
 *
 * @typedef {object} Yardstick
 * @property {readonly string[]} [argv] program and arguments, to be followed by a file; undefined where it is not there
 * @property {string} missing what is not there
 * @property {(stdout: string, stderr: string, count: number) => void} check throws when it did not take that many manifests
 */

/** @param {string} work a folder for the schemas */
export function kubeconform(work) {
  const program = find("WILDEGRESS_BENCH_KUBECONFORM", "kubeconform");
  const crds = crdsFile();
  const argv = program && crds && [program, "-n", "1", "-summary", "-schema-location", schemasFrom(crds, work)];
  return {
    argv,
    missing: program === undefined ? "kubeconform is not there" : "the CRDs are not there",
    check: (out, _err, count) => expectText(out, `Valid: ${count}, Invalid: 0, Errors: 0, Skipped: 0`),
  };
}

export function istioctl() {
  const program = find("WILDEGRESS_BENCH_ISTIOCTL", "istioctl");
  return {
    argv: program && [program, "validate", "-f"],
    missing: "istioctl is not there",
    check: (out, err) => expectText(out + err, "is valid"),
  };
}

/** @throws when a program lets a file pass that it should refuse: what looks at nothing is quick */
export function expectRefused(argv, file) {
  const [program, ...args] = argv;
  const { status, error } = spawnSync(program, [...args, file], { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status === 0) throw new Error(`${argv.join(" ")} takes ${file}, in which a manifest is wrong`);
}

export function expectText(text, expected) {
  if (!text.includes(expected)) throw new Error(`no ${JSON.stringify(expected)} in: ${text.slice(0, 500)}`);
}

function find(variable, name) {
  const named = process.env[variable];
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable} names ${named}, which is not there`);
    return named;
  }
  const { status, stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Where the parts of the test mesh are (scripts/mesh/parts-folder.sh), unless a variable names them. */
function crdsFile() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const parts = process.env.WILDEGRESS_MESH_PARTS || join(cache, "wildegress-mesh");
  const file = process.env.WILDEGRESS_BENCH_CRDS || join(parts, "crds.yaml");
  return existsSync(file) ? file : undefined;
}

/** Writes the CRDs' schemas as kubeconform wants them, and gives the pattern of their names. */
function schemasFrom(crds, work) {
  const folder = join(work, "schemas");
  mkdirSync(folder, { recursive: true });
  for (const document of parseAllDocuments(readFileSync(crds, "utf8"))) {
    const { names, versions = [] } = document.toJS()?.spec ?? {};
    for (const { name, schema } of versions)
      writeFileSync(join(folder, `${names.kind.toLowerCase()}_${name}.json`), JSON.stringify(schema.openAPIV3Schema));
  }
  return join(folder, "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json");
}
