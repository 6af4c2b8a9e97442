import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../docs/markdown.ts";

/** What a cluster with Istio says of a manifest: test/judge/main.go. */
export interface Verdict {
  readonly schema?: readonly string[];
  readonly cel?: readonly string[];
  readonly parse?: readonly string[];
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
}

const SOURCE = join(ROOT, "test", "judge");
const PROGRAM = join(ROOT, ".cache", "judge");
const ENVIRONMENT = { ...process.env, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };

/** Builds the judge: a minute or some, the first time. Throws when it cannot be built. */
export function buildJudge(): void {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  run("go", ["build", "-ldflags", "-s -w", "-o", PROGRAM, "."], "");
}

/** The CRDs of the Istio that the judge is built of. */
export function crdsOfJudge(): string {
  const folder = run("go", ["list", "-m", "-f", "{{.Dir}}", "istio.io/istio"], "").trim();
  return join(folder, "manifests", "charts", "base", "files", "crd-all.gen.yaml");
}

/** The verdicts on manifests, in their order: thousands a second. */
export function judge(manifests: readonly unknown[]): Verdict[] {
  if (!existsSync(PROGRAM)) throw new Error("the judge is not built");
  const input = manifests.map((manifest) => `${JSON.stringify(manifest)}\n`).join("");
  return run(PROGRAM, [crdsOfJudge()], input)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Verdict);
}

export function isRefused({ schema = [], cel = [], parse = [], errors = [] }: Verdict): boolean {
  return schema.length + cel.length + parse.length + errors.length > 0;
}

function run(program: string, args: readonly string[], input: string): string {
  const ran = spawnSync(program, args, { cwd: SOURCE, env: ENVIRONMENT, input, encoding: "utf8", maxBuffer: 1 << 30 });
  if (ran.error !== undefined) throw ran.error;
  if (ran.status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${ran.status}:\n${ran.stderr}`);
  return ran.stdout;
}
