import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/wildegress.js", import.meta.url));
let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "wildegress-cache-"));
  folder = join(home, ".cache", "wildegress");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function strategies(env: Record<string, string> = {}): string {
  const { PATH = "" } = process.env;
  const done = spawnSync(process.execPath, [BIN, "strategies"], {
    env: { PATH, HOME: home, ...env },
    encoding: "utf8",
  });
  expect(done.stderr).toBe("");
  expect(done.status).toBe(0);
  return done.stdout;
}

function cacheFile(): string {
  const [name = "none", ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return join(folder, name);
}

describe.skipIf(process.geteuid === undefined)("the code cache", () => {
  it("is written by the first run, for this user alone, and read by the next", () => {
    const first = strategies();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(cacheFile()).mode & 0o777).toBe(0o600);
    const written = statSync(cacheFile()).mtimeMs;
    expect(strategies()).toBe(first);
    expect(statSync(cacheFile()).mtimeMs).toBe(written);
  });

  it("is made again when it is broken", () => {
    const first = strategies();
    writeFileSync(cacheFile(), "not what V8 wrote");
    expect(strategies()).toBe(first);
    expect(readFileSync(cacheFile()).length).toBeGreaterThan(10_000);
    writeFileSync(cacheFile(), "");
    expect(strategies()).toBe(first);
  });

  it("is left alone in a folder that others may write", () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    strategies();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not read from a file that others may write: it is made again, in a file of our own", () => {
    strategies();
    chmodSync(cacheFile(), 0o666);
    strategies();
    expect(statSync(cacheFile()).mode & 0o777).toBe(0o600);
  });

  it("is not read through a symbolic link", () => {
    mkdirSync(join(home, "theirs"));
    mkdirSync(join(home, ".cache"));
    symlinkSync(join(home, "theirs"), folder);
    strategies();
    expect(readdirSync(join(home, "theirs"))).toEqual([]);
  });

  it("does without where it cannot be kept", () => {
    writeFileSync(join(home, ".cache"), "a file");
    strategies();
    strategies({ HOME: "" });
    strategies({ HOME: "relative" });
    strategies({ XDG_CACHE_HOME: "/dev/null" });
  });

  it("can be turned off, and moved", () => {
    strategies({ WILDEGRESS_NO_CACHE: "1" });
    expect(existsSync(folder)).toBe(false);
    strategies({ XDG_CACHE_HOME: join(home, "elsewhere") });
    expect(readdirSync(join(home, "elsewhere", "wildegress"))).toHaveLength(1);
  });

  it("keeps nothing of a command that failed", () => {
    spawnSync(process.execPath, [BIN, "nosuchcommand"], { env: { HOME: home } });
    expect(existsSync(folder)).toBe(false);
  });
});
