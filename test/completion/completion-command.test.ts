import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/registry.ts";
import { main } from "../../src/cli/main.ts";
import { packageRoot } from "../../src/package-root.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { isInstalled } from "./find-program.ts";

async function completion(...args: string[]) {
  const io = fakeIo();
  return { code: await main(["completion", ...args], io), out: io.out(), err: io.err() };
}

describe("wildegress completion", () => {
  it.each(["bash", "zsh", "fish"])("knows every command and every flag of --help: %s", async (shell) => {
    const { code, out, err } = await completion(shell);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const { name } of COMMANDS) {
      const io = fakeIo();
      await main([name, "--help"], io);
      const flags = io.out().match(/(?<=^ {2}(?:-\w, )?)--[a-z-]+/gm) ?? [];
      expect(flags.length, name).toBeGreaterThan(0);
      for (const flag of flags) expect(out, `${name} ${flag}`).toContain(shell === "fish" ? flag.slice(2) : flag);
    }
  });

  it("is the same each time", async () => {
    expect(await completion("zsh")).toEqual(await completion("zsh"));
  });

  for (const shell of ["bash", "zsh", "fish"]) {
    it.skipIf(!isInstalled(shell))(
      `is accepted by ${shell} (skipped without it: apt-get install ${shell})`,
      async () => {
        const folder = mkdtempSync(join(tmpdir(), "wildegress-completion-"));
        const file = join(folder, "script");
        writeFileSync(file, (await completion(shell)).out);
        expect(spawnSync(shell, ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
        rmSync(folder, { recursive: true });
      },
    );
  }

  it.each([
    [["tcsh"], /Allowed choices are bash, zsh, fish/],
    [[], /missing required argument/],
  ])("refuses %j", async (args, message) => {
    const { code, out, err } = await completion(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });
});

describe.skipIf(!isInstalled("bash"))("kubectl wildegress (needs bash)", () => {
  it("is completed by the script of docs/completion.md", async () => {
    const docs = readFileSync(join(packageRoot(), "docs", "completion.md"), "utf8");
    const script = /```bash\n(#!\/usr\/bin\/env bash\n[\s\S]*?)```/.exec(docs)?.[1];
    expect(script).toBeDefined();
    const folder = mkdtempSync(join(tmpdir(), "wildegress-kubectl-"));
    writeFileSync(join(folder, "completion.bash"), (await completion("bash")).out);
    writeFileSync(join(folder, "wildegress"), `#!/bin/sh\nexec cat ${folder}/completion.bash\n`);
    writeFileSync(join(folder, "kubectl_complete-wildegress"), script ?? "");
    for (const name of ["wildegress", "kubectl_complete-wildegress"]) chmodSync(join(folder, name), 0o755);
    // kubectl hands over the words after `kubectl wildegress`, the last one being the one to complete.
    const ask = (...words: string[]) =>
      spawnSync(join(folder, "kubectl_complete-wildegress"), words, {
        encoding: "utf8",
        env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      }).stdout;
    expect(ask("st")).toBe("strategies\n:4\n");
    expect(ask("gen", "--sni-proxy", "")).toBe("envoy\nnginx\n:4\n");
    expect(ask("gen", "--domain", "")).toBe(":4\n");
    rmSync(folder, { recursive: true });
  });
});
