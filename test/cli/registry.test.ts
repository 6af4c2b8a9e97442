import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands/registry.ts";
import { runMain } from "./run-main.ts";

const FOLDER = new URL("../../src/cli/commands/", import.meta.url);

describe("commands", () => {
  test("the registry has every file of the folder, and no other", () => {
    const files = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ""));
    expect(COMMANDS.map(({ name }) => name).sort()).toEqual(files.filter((file) => file !== "registry").sort());
  });

  test("--help lists them all, with examples", async () => {
    const { code, out, err } = await runMain(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const { name, summary } of COMMANDS) {
      expect(out).toContain(name);
      expect(out.replace(/\s+/g, " ")).toContain(summary);
    }
    expect(out).toContain("Examples:");
  });

  test.each(COMMANDS.map(({ name }) => name))("%s --help has examples, and so has help COMMAND", async (name) => {
    const { code, out, err } = await runMain([name, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`Usage: wildegress ${name}`);
    expect(out).toMatch(/Examples:\n {2}\$ /);
    expect((await runMain(["help", name])).out).toBe(out);
  });

  test.each(COMMANDS.map(({ name }) => name))("%s refuses an unknown flag", async (name) => {
    const { code, out, err } = await runMain([name, "--no-such-flag"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("unknown option '--no-such-flag'");
  });
});
