import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const BIN = new URL("../../bin/wildegress.js", import.meta.url).pathname;
const GEN = ["gen", "--domain", "*.wikipedia.org"];
/** A hanging process fails its test; spawnSync would wait for ever. */
const LONGEST = 30_000;
const folder = (): string => mkdtempSync(join(tmpdir(), "wildegress-process-"));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  args: readonly string[],
  options: { input?: string; cwd?: string; env?: Record<string, string> } = {},
): Run {
  return spawnSync(process.execPath, [BIN, ...args], {
    encoding: "utf8",
    timeout: LONGEST,
    input: options.input ?? "",
    cwd: options.cwd,
    env: { PATH: process.env.PATH, ...options.env },
    maxBuffer: 256 * 1024 * 1024,
  });
}

function shell(script: string): Run {
  return spawnSync("bash", ["--norc", "-c", script], {
    encoding: "utf8",
    timeout: LONGEST,
    env: { PATH: process.env.PATH, NODE: process.execPath, BIN },
    maxBuffer: 256 * 1024 * 1024,
  });
}

const MANY = Array.from({ length: 20_000 }, (_, index) => `*.a${index}.example`).join("\n");

describe("as a process", () => {
  test("gen: the product on stdout, words on stderr, 0", () => {
    const { status, stdout, stderr } = run(GEN);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^apiVersion: networking.istio.io\/v1\nkind: VirtualService\n/);
    expect(stderr).toMatch(/^warning: /m);
    expect(`${stdout}${stderr}`).not.toContain("\u001b");
  });

  test("a large product arrives whole through a slow pipe", () => {
    const { status, stdout } = shell(
      `${JSON.stringify(process.execPath)} -e 'for(let i=0;i<20000;i++)console.log("*.a"+i+".example")' |
       "$NODE" "$BIN" gen --domain @- --name many 2>/dev/null | (sleep 1; cat)`,
    );
    expect(status).toBe(0);
    for (const name of ["*.a0.example", "*.a19999.example"]) expect(stdout).toContain(name);
    expect(stdout).toBe(run(["gen", "--domain", "@-", "--name", "many"], { input: MANY }).stdout);
  });

  test("a pipe that the reader set to non-blocking gets all of it", async () => {
    const child = spawn(process.execPath, [BIN, "gen", "--domain", "@-", "--name", "many"]);
    child.stdin.end(MANY);
    child.stderr.resume();
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 2);
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect(size).toBe(Buffer.byteLength(run(["gen", "--domain", "@-", "--name", "many"], { input: MANY }).stdout));
  });

  test("| head -1 ends quietly with 0", () => {
    const { stdout, stderr } = shell(
      `"$NODE" -e 'for(let i=0;i<20000;i++)console.log("*.a"+i+".example")' |
       "$NODE" "$BIN" gen --quiet --istio 1.30 --domain @- --name many 2>/dev/null | head -1; echo "\${PIPESTATUS[1]}"`,
    );
    expect(stdout).toBe("apiVersion: networking.istio.io/v1\n0\n");
    expect(stderr).toBe("");
  });

  test("closed stderr does not keep the product back", () => {
    const { status, stdout } = shell('"$NODE" "$BIN" gen --domain .wikipedia.org 2>&-');
    expect(status).toBe(0);
    expect(stdout).toContain("kind: ServiceEntry");
    expect(shell('"$NODE" "$BIN" gen --domain .wikipedia.org 2>/dev/full').status).toBe(0);
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk under stdout is 3, and says so", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [BIN, ...GEN], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    expect(status).toBe(3);
    expect(stderr).toMatch(/error: standard output could not be written\n {2}why: the disk is full/);
  });

  test("kubectl wildegress is the same program", () => {
    const bin = new URL("../../bin/kubectl-wildegress.js", import.meta.url).pathname;
    const { stdout } = spawnSync(process.execPath, [bin, ...GEN], { encoding: "utf8" });
    expect(stdout).toBe(run(GEN).stdout);
  });

  test("--version and --help", () => {
    expect(run(["--version"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
    const help = run(["gen", "--help"]);
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain("--domain <domain>");
    expect(help.stdout).toContain("Examples:");
    expect(run([])).toMatchObject({ status: 2, stdout: "" });
  });

  test("--domain @- and -f - read standard input", () => {
    expect(run(["gen", "--domain", "@-"], { input: "*.wikipedia.org\n" }).stdout).toBe(run(GEN).stdout);
    expect(run(["gen", "-f", "-"], { input: 'policies: [{domains: ["*.wikipedia.org"]}]' }).stdout).toBe(
      run(GEN).stdout,
    );
  });
});

describe("bad input as a process", () => {
  const cwd = folder();
  writeFileSync(join(cwd, "huge.yaml"), "x: [".repeat(13 * 1024 * 1024));
  writeFileSync(
    join(cwd, "random.yaml"),
    Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)),
  );
  mkdirSync(join(cwd, "closed"), { mode: 0o500 });
  chmodSync(join(cwd, "closed"), 0o500);
  const isRoot = process.getuid?.() === 0;
  const before = readdirSync(cwd).sort();

  test.each([
    [["gen", "-f", "nowhere.yaml"], 2, "there is no file nowhere.yaml"],
    [["gen", "-f", "."], 2, "is a directory"],
    [["gen", "-f", "huge.yaml"], 2, "larger than 4 MiB"],
    [["gen", "-f", "random.yaml"], 2, "is not text"],
    [["gen", "-f", "/dev/zero"], 2, "larger than 4 MiB"],
    [["gen", "-f", "/dev/null"], 2, "is empty"],
    [["gen", "--domain", "*"], 2, "every host"],
    [["gen", "--domain", "*.com"], 2, "*.com"],
    [["gen", "--domian", "*.wikipedia.org"], 2, "Did you mean --domain?"],
    [["gne"], 2, "Did you mean gen?"],
    [["gen", "--domain", "a.example", "b.example"], 2, "quote the wildcard"],
    [[...GEN, "--istio", "1.99"], 2, "1.99"],
    [[...GEN, "--istio", "auto"], 3, "kubectl"],
    [[...GEN, "--out", "/dev/full/x"], 2, "/dev/full/x"],
    [[...GEN, "--out", "huge.yaml"], 2, "huge.yaml"],
  ])("%j", (args, status, words) => {
    const result = run(args, { cwd, env: { PATH: "/nonexistent" } });
    expect(result.stderr).toContain(words);
    expect(result).toMatchObject({ status, stdout: "" });
    expect(result.stderr).toMatch(/^error: .+(\n {2}why: .+)?\n {2}fix: .+\n/m);
    expect(result.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(readdirSync(cwd).sort()).toEqual(before);
  });

  test.skipIf(isRoot)("a folder that cannot be written", () => {
    const result = run([...GEN, "--out", "closed"], { cwd });
    expect(result).toMatchObject({ status: 2, stdout: "" });
    expect(result.stderr).toContain("closed");
  });

  test("a folder that nobody can write, root included", () => {
    const result = run([...GEN, "--out", "/proc/wildegress"], { cwd });
    expect([2, 3]).toContain(result.status);
    expect(result.stdout).toBe("");
    expect(result.stderr).toContain("/proc/wildegress");
  });

  test("input without end is not read to its end", () => {
    const { stdout } = shell('yes "*.a.example" | "$NODE" "$BIN" gen --domain @- 2>&1; echo "$?"');
    expect(stdout).toMatch(/standard input is larger than 4 MiB[\s\S]*\n2\n$/);
  });
});

test("colour on a terminal only, and never against NO_COLOR", () => {
  const found = spawnSync("script", ["--version"], { encoding: "utf8" });
  if (found.error !== undefined) return;
  const inTerminal = (env: string) =>
    execFileSync("script", ["-qec", `${env} ${process.execPath} ${BIN} gen --domain '*.wikipedia.org'`, "/dev/null"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, TERM: "xterm" },
    });
  expect(inTerminal("")).toContain("\u001b[");
  expect(inTerminal("NO_COLOR=1")).not.toContain("\u001b[");
  expect(inTerminal("TERM=dumb")).not.toContain("\u001b[");
});
