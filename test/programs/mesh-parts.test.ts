import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let parts = "";

beforeEach(() => {
  parts = mkdtempSync(join(tmpdir(), "parts-"));
});
afterEach(() => rmSync(parts, { recursive: true }));

/** Runs lines of bash as the build of the mesh's parts does. */
function build(lines: string) {
  const script = `set -euo pipefail; parts=${parts}; . scripts/retry.sh; . scripts/mesh/part.sh\n${lines}`;
  return spawnSync("bash", ["-c", script], { encoding: "utf8" });
}

const make = (version: string) =>
  `have bin/tool ${version} || { echo made ${version}; echo ${version} >${parts}/making; put bin/tool ${version} ${parts}/making; }`;

test("a part is made once, and anew for another version", () => {
  expect(build(make("v1")).stdout).toBe("made v1\n");
  expect(build(make("v1")).stdout).toBe("");
  expect(build(make("v2")).stdout).toBe("made v2\n");
  expect(readFileSync(join(parts, "bin/tool"), "utf8")).toBe("v2\n");
});

test("a build that fails leaves nothing that looks like a part", () => {
  const failed = build(`have bin/tool v1 || { echo half >${parts}/making; false; put bin/tool v1 ${parts}/making; }`);
  expect(failed.status).toBe(1);
  expect(readdirSync(parts)).toEqual(["making"]);
  expect(build(make("v1")).stdout).toBe("made v1\n");
});

test("a file that a variable names is taken as it is", () => {
  const own = join(parts, "own");
  writeFileSync(own, "mine");
  expect(build(`have bin/tool v1 ${own}`).status).toBe(0);
  expect(build(`have bin/tool v1 ${own}-not-there`).status).toBe(1);
});

test("what fails once is tried once more, and not a third time", () => {
  const counter = join(parts, "count");
  const until = (times: number) =>
    build(`sleep() { :; }; try() { echo x >>${counter}; [ $(wc -l <${counter}) -ge ${times} ]; }; twice try`).status;
  expect(until(2)).toBe(0);
  rmSync(counter);
  expect(until(3)).toBe(1);
});
