import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fishCompletion } from "../../src/completion/fish.ts";
import { zshCompletion } from "../../src/completion/zsh.ts";
import { isInstalled } from "./find-program.ts";
import { sampleModel } from "./sample-program.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wildegress-completion-"));
  writeFileSync(join(folder, "_wildegress"), zshCompletion(sampleModel()));
  writeFileSync(join(folder, "wildegress.fish"), fishCompletion(sampleModel()));
  writeFileSync(join(folder, "wild.yaml"), "");
});

afterAll(() => rmSync(folder, { recursive: true }));

// A pseudo-terminal on a busy machine may be slower than the second that it is given.
describe.skipIf(!isInstalled("zsh"))("zsh completion (skipped without zsh: apt-get install zsh)", { retry: 2 }, () => {
  it("is valid zsh", () => {
    const run = spawnSync("zsh", ["-f", "-n", join(folder, "_wildegress")], { encoding: "utf8" });
    expect(run).toMatchObject({ status: 0, stderr: "" });
  });

  /** Types into a zsh of its own on a pseudo-terminal, asks for the list of matches (^D) and gives what appears. */
  function typed(line: string): string {
    const script = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=; unsetopt zle_bracketed_paste 2>/dev/null; LISTMAX=0; stty columns 200'
zpty -w z 'fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D; zstyle ":completion:*" list-prompt ""; bindkey "^X" list-choices; print REA""DY'
while zpty -r z out; do [[ $out == *READY* ]] && break; done
zpty -n -w z $'${line}\\x18'
sleep 1
while zpty -r -t z out; do print -r -- $out; done
zpty -d z
`;
    return spawnSync("zsh", ["-f", "-c", script], { cwd: folder, encoding: "utf8", timeout: 20_000 }).stdout;
  }

  it("offers commands with their summaries", () => {
    const shown = typed("wildegress ");
    for (const name of ["gen", "validate", "completion"]) expect(shown).toContain(name);
    expect(shown).toContain(`generate [all] the manifests: it's 100 % "safe", $(no) \`harm\``);
  });

  it("offers flags and the choices of their values", () => {
    expect(typed("wildegress gen --")).toMatch(/--strategy[\s\S]*how traffic leaves: \[auto\]/);
    const choices = typed("wildegress gen --strategy ");
    for (const choice of ["auto", "direct", "sni-proxy"]) expect(choices).toContain(choice);
    const shells = typed("wildegress completion ");
    for (const shell of ["bash", "fish", "zsh"]) expect(shells).toContain(shell);
  });
});

describe.skipIf(!isInstalled("fish"))("fish completion (skipped without fish: apt-get install fish)", () => {
  function offered(line: string): string[] {
    const run = spawnSync(
      "fish",
      ["--no-config", "-c", `source ${folder}/wildegress.fish; complete -C $argv[1]`, line],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
      },
    );
    expect(run.stderr).toBe("");
    return run.stdout
      .split("\n")
      .filter((each) => each !== "")
      .sort();
  }

  it("is valid fish", () => {
    const run = spawnSync("fish", ["--no-config", "-n", join(folder, "wildegress.fish")], { encoding: "utf8" });
    expect(run).toMatchObject({ status: 0, stderr: "" });
  });

  it("offers commands with their summaries", () => {
    expect(offered("wildegress ")).toEqual([
      "completion\tprint the script",
      'gen\tgenerate [all] the manifests: it\'s 100 % "safe", $(no) `harm`',
      "validate\tcheck manifests",
    ]);
  });

  it("offers flags, choices and files", () => {
    expect(offered("wildegress gen --st")).toEqual(["--strategy\thow traffic leaves: [auto]"]);
    expect(offered("wildegress gen --strategy ").map((each) => each.split("\t")[0])).toEqual([
      "auto",
      "direct",
      "sni-proxy",
    ]);
    expect(offered("wildegress completion z")).toEqual(["zsh"]);
    expect(offered("wildegress gen -f wild.").map((each) => each.split("\t")[0])).toEqual(["wild.yaml"]);
    expect(offered("wildegress validate wild.").map((each) => each.split("\t")[0])).toEqual(["wild.yaml"]);
  });
});
