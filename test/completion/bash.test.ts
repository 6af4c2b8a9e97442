import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bashCompletion } from "../../src/completion/bash.ts";
import { isInstalled } from "./find-program.ts";
import { sampleModel } from "./sample-program.ts";

let folder: string;
let script: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-completion-"));
  script = join(folder, "completion.bash");
  writeFileSync(script, bashCompletion(sampleModel()));
  writeFileSync(join(folder, "wild.yaml"), "");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a real bash offers for these words, as readline would hand them over: parted at `=` too. */
function complete(...words: string[]): string[] {
  const run = spawnSync(
    "bash",
    [
      "--norc",
      "-c",
      'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wildegress; for each in "$\x7bCOMPREPLY[@]}"; do echo "$each"; done',
      "bash",
      script,
      ...words,
    ],
    { cwd: folder, encoding: "utf8" },
  );
  expect(run.stderr).toBe("");
  return run.stdout.split("\n").filter((line) => line !== "");
}

describe.skipIf(!isInstalled("bash"))("bash completion (needs bash)", () => {
  it("is valid bash", () => {
    expect(spawnSync("bash", ["-n", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it("binds itself to the program", () => {
    const run = spawnSync("bash", ["--norc", "-c", 'source "$1"; complete -p wildegress', "bash", script], {
      encoding: "utf8",
    });
    expect(run.stdout.trim()).toBe("complete -F _wildegress wildegress");
  });

  it.each<[string[], string[]]>([
    [
      ["wildegress", ""],
      ["gen", "validate", "completion", "-V", "--version", "-h", "--help"],
    ],
    [["wildegress", "v"], ["validate"]],
    [["wildegress", "gen", "--st"], ["--strategy"]],
    [
      ["wildegress", "gen", "--strategy", ""],
      ["auto", "direct", "sni-proxy"],
    ],
    [["wildegress", "gen", "--strategy", "s"], ["sni-proxy"]],
    [
      ["wildegress", "gen", "--strategy", "="],
      ["auto", "direct", "sni-proxy"],
    ],
    [["wildegress", "gen", "--strategy", "=", "d"], ["direct"]],
    [["wildegress", "gen", "--mtls", "--o"], ["--out"]],
    [["wildegress", "gen", "--domain", ""], []],
    [["wildegress", "gen", "--domain", "x", "--f"], ["--file"]],
    [["wildegress", "gen", "-f", "wi"], ["wild.yaml"]],
    [["wildegress", "gen", "--no"], []],
    [["wildegress", "validate", "w"], ["wild.yaml"]],
    [["wildegress", "validate", "--h"], ["--help"]],
    [["wildegress", "completion", "z"], ["zsh"]],
  ])("%j", (words, candidates) => {
    expect(complete(...words)).toEqual(candidates);
  });
});
