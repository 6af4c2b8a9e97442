import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { runMain } from "./run-main.ts";

const TEMPLATES = new URL("../../templates/init/", import.meta.url).pathname;
const names = readdirSync(TEMPLATES).map((file) => file.replace(/\.yaml$/, ""));
const folder = (): string => mkdtempSync(join(tmpdir(), "wildegress-init-"));

describe("init", () => {
  test("writes wildegress.yaml and says what to do with it", async () => {
    const cwd = folder();
    const { code, out, err } = await runMain(["init"], { cwd });
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("wildegress gen -f wildegress.yaml --dry-run");
    expect(readFileSync(join(cwd, "wildegress.yaml"), "utf8")).toBe(
      readFileSync(join(TEMPLATES, "minimal.yaml"), "utf8"),
    );
  });

  test("does not overwrite without --force", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "wildegress.yaml"), "mine");
    const { code, err } = await runMain(["init"], { cwd });
    expect(code).toBe(2);
    expect(err).toContain("wildegress.yaml is there already");
    expect(readFileSync(join(cwd, "wildegress.yaml"), "utf8")).toBe("mine");
    expect((await runMain(["init", "--force"], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, "wildegress.yaml"), "utf8")).not.toBe("mine");
  });

  test("--list says what each is for", async () => {
    const { out } = await runMain(["init", "--list"]);
    expect(out.trim().split("\n")).toHaveLength(names.length);
    for (const name of names) expect(out).toMatch(new RegExp(`^${name} +[A-Z].*\\.$`, "m"));
  });

  test("--template-dir brings texts of one's own, beside ours", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "own/init"), { recursive: true });
    writeFileSync(join(cwd, "own/init/minimal.yaml"), "# Ours.\npolicies: []\n");
    writeFileSync(join(cwd, "own/init/team.yaml"), "# For the team.\npolicies: []\n");
    const own = ["--template-dir", "own"];
    expect((await runMain(["init", "--out", "-", ...own], { cwd })).out).toContain("# Ours.");
    expect((await runMain(["init", "-t", "team", "--out", "-", ...own], { cwd })).out).toContain("# For the team.");
    expect((await runMain(["init", "-t", "gateway", "--out", "-", ...own], { cwd })).out).toContain("gateway:");
    expect((await runMain(["init", "--list", ...own], { cwd })).out).toContain("team");
  });

  test.each([
    [["-t", "gatewy"], "did you mean gateway?"],
    [["-t", "../../package"], 'no template "../../package"'],
    [["--template-dir", "nowhere"], "there is no folder nowhere"],
    [["--list", "--force"], "cannot be used with"],
    [["--out", "file/wildegress.yaml"], "file"],
  ])("%j is refused", async (args, words) => {
    const cwd = folder();
    writeFileSync(join(cwd, "file"), "");
    const { code, out, err } = await runMain(["init", ...args], { cwd });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(words);
    expect(readdirSync(cwd)).toEqual(["file"]);
  });
});

describe.each(names)("the template %s", (name) => {
  const file = join(TEMPLATES, `${name}.yaml`);

  test("loads and generates", async () => {
    const { code, out, err } = await runMain(["gen", "-f", file]);
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("error") });
    expect(parseAllDocuments(out).length).toBeGreaterThan(0);
  });

  test("loads and generates with every line that is commented out", async () => {
    const text = readFileSync(file, "utf8").replace(/^(\s*)# (?=[a-zA-Z]+: )/gm, "$1");
    expect(text).not.toMatch(/^\s*# [a-zA-Z]+: [\w[]/m);
    const { code, err } = await runMain(["gen", "-f", "-"], { stdin: text });
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("error") });
  });

  test("begins with the line that --list shows", () => {
    expect(readFileSync(file, "utf8")).toMatch(/^# [A-Z].*\.\n/);
  });
});
