import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { NEWEST_RELEASE, parseRelease, type Release } from "../../src/istio/release.ts";
import { ROOT } from "../docs/markdown.ts";

/** What a cluster with Istio says of a manifest: test/judge/api-server and test/judge/lines. */
export interface Verdict {
  readonly schema?: readonly string[];
  readonly cel?: readonly string[];
  readonly parse?: readonly string[];
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
}

/** An Istio with whose code and CRDs manifests are judged. */
export interface JudgedIstio {
  /** Its folder in test/judge/istiod, where go.mod names the revision. One that lies between two releases ends in `-dev`. */
  readonly name: string;
  /** What `check --istio` is asked for. */
  readonly release: Release;
  /** Fields, and names of manifests of the corpus, by which a revision of the main branch is ahead of the release before it. */
  readonly ahead?: readonly string[];
}

export const NEWEST_ISTIO: JudgedIstio = { name: NEWEST_RELEASE.name, release: NEWEST_RELEASE };

/**
 * Three revisions of release branches and four of the main branch: those that the Go module proxy serves, and that build. The main branch is
 * taken as the release that was cut from it last.
 */
export const OLDER_ISTIOS: readonly JudgedIstio[] = [
  { name: "1.30", release: parseRelease("1.30") },
  { name: "1.22-dev", release: parseRelease("1.21"), ahead: ["caCrl"] },
  { name: "1.18", release: parseRelease("1.18") },
  { name: "1.16", release: parseRelease("1.16") },
  { name: "1.13", release: parseRelease("1.13") },
  {
    name: "1.12-dev",
    release: parseRelease("1.11.0"),
    ahead: ["insecureSkipVerify", "failoverPriority", "host-all-and", "host-twice", "host-covered"],
  },
  { name: "1.10-dev", release: parseRelease("1.9") },
];

const SOURCE = join(ROOT, "test", "judge");
const PROGRAMS = join(ROOT, ".cache", "judge");
const ENVIRONMENT = { ...process.env, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
/** Where the CRDs are in the module: today, and until 1.23. */
const CRDS = ["files", "crds"].map((folder) => join("manifests", "charts", "base", folder, "crd-all.gen.yaml"));

/** Builds what judges for one Istio: minutes, the first time. Throws when it cannot be built. */
export function buildJudge(istio: JudgedIstio = NEWEST_ISTIO): void {
  mkdirSync(PROGRAMS, { recursive: true });
  build("api-server", "api-server");
  build(join("istiod", istio.name), `istiod-${istio.name}`);
}

/** The verdicts on manifests, in their order: thousands a second. */
export function judge(manifests: readonly unknown[], istio: JudgedIstio = NEWEST_ISTIO): Verdict[] {
  const byApiServer = askApiServer(manifests, istio);
  const byIstiod = ask<Verdict>(
    `istiod-${istio.name}`,
    [],
    byApiServer.map(({ object }) => object ?? {}),
  );
  return byApiServer.map(({ object: _, ...verdict }, index) => ({ ...verdict, ...byIstiod[index] }));
}

/** Manifests as an API server with the CRDs of that Istio stores them when it is not asked to be strict: without the fields that it does not know. */
export function stored<Manifest>(manifests: readonly Manifest[], istio: JudgedIstio): Manifest[] {
  return askApiServer(manifests, istio).map(({ object }, index) => (object ?? manifests[index]) as Manifest);
}

export function isRefused({ schema = [], cel = [], parse = [], errors = [] }: Verdict): boolean {
  return schema.length + cel.length + parse.length + errors.length > 0;
}

function askApiServer(manifests: readonly unknown[], istio: JudgedIstio): (Verdict & { readonly object?: unknown })[] {
  return ask("api-server", [crdsOf(istio)], manifests);
}

function build(folder: string, program: string): void {
  // Old modules reach into the runtime in a way that Go links only when it is told to.
  run("go", ["build", "-ldflags", "-s -w -checklinkname=0", "-o", join(PROGRAMS, program), "."], join(SOURCE, folder));
}

function crdsOf(istio: JudgedIstio): string {
  const module = ["list", "-m", "-f", "{{.Dir}}", "istio.io/istio"];
  const root = run("go", module, join(SOURCE, "istiod", istio.name)).trim();
  const found = CRDS.map((file) => join(root, file)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${root} has no CRDs`);
  return found;
}

function ask<Answer>(name: string, args: readonly string[], objects: readonly unknown[]): Answer[] {
  const program = join(PROGRAMS, name);
  if (!existsSync(program)) throw new Error(`${name} is not built`);
  const input = objects.map((object) => `${JSON.stringify(object)}\n`).join("");
  return run(program, args, SOURCE, input)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Answer);
}

function run(program: string, args: readonly string[], cwd: string, input = ""): string {
  const ran = spawnSync(program, args, { cwd, env: ENVIRONMENT, input, encoding: "utf8", maxBuffer: 1 << 30 });
  if (ran.error !== undefined) throw ran.error;
  if (ran.status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${ran.status}:\n${ran.stderr}`);
  return ran.stdout;
}
