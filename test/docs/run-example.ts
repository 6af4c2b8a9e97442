import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./markdown.ts";

/** What an example did. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs of the examples that have no business in a test. */
const DO_NOTHING = ["apt-get", "curl", "docker", "git", "helm", "nginx", "npm"];
const LONGEST = 30_000;

const work = mkdtempSync(join(tmpdir(), "wildegress-docs-"));
const programs = join(work, "programs");
const fixtures = join(work, "fixtures");
let count = 0;

/** Makes the programs that stand before the real ones in PATH, and the files that the examples read. */
export async function prepareExamples(): Promise<void> {
  cpSync(join(ROOT, "test/docs/stand-ins"), programs, { recursive: true });
  for (const name of DO_NOTHING) symlinkSync("nothing", join(programs, name));
  mkdirSync(join(fixtures, "manifests"), { recursive: true });
  writeFileSync(join(fixtures, "domains.txt"), "*.wikipedia.org\n*.wikimedia.org\n");
  writeFileSync(
    join(fixtures, "wildegress.yaml"),
    'policies:\n  - name: wikipedia\n    domains: ["*.wikipedia.org"]\n',
  );
  const { code, stdout, stderr } = await inFolder(fixtures, "wildegress gen --domain .wikipedia.org");
  if (code !== 0) throw new Error(`wildegress does not run; is it built (npm run build)?\n${stderr}`);
  writeFileSync(join(fixtures, "egress.yaml"), stdout);
  writeFileSync(join(fixtures, "manifests", "egress.yaml"), stdout);
}

/** Runs an example with bash, in a folder of its own. A command that fails ends it; a script that begins with `#!` has its own rules. */
export function runExample(script: string): Promise<Ran> {
  const folder = freshFolder();
  if (!script.startsWith("#!")) return inFolder(folder, script);
  writeFileSync(join(folder, "script"), script, { mode: 0o755 });
  return inFolder(folder, "./script");
}

/** Runs an example that uses the library, as an ES module. */
export function runModule(source: string): Promise<Ran> {
  const folder = freshFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules", "wildegress"));
  writeFileSync(join(folder, "example.mjs"), source);
  return inFolder(folder, "node example.mjs");
}

function freshFolder(): string {
  const folder = join(work, `example-${++count}`);
  cpSync(fixtures, folder, { recursive: true });
  return folder;
}

function inFolder(cwd: string, script: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["--norc", "-euo", "pipefail", "-c", script], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LONGEST,
      env: {
        PATH: `${programs}:/usr/local/bin:/usr/bin:/bin`,
        HOME: work,
        ROOT,
        NODE: process.execPath,
        FIXTURES: fixtures,
        fpath: work,
      },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
