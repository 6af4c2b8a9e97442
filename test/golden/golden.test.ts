import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { splitWords } from "../../src/shell/split-words.ts";
import { runMain } from "../cli/run-main.ts";

/**
 * Each folder is a case: `args` (what follows `wildegress gen`; `-f request.yaml` without it), `expected.yaml` (stdout), `notes.txt` (stderr).
 * `UPDATE_GOLDEN=1 npx vitest run test/golden` writes what comes out now: look at the difference before you keep it.
 */
const HERE = import.meta.dirname;
const UPDATE = process.env.UPDATE_GOLDEN === "1";
const cases = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test("there are cases", () => expect(cases.length).toBeGreaterThan(40));

test.each(cases)("%s", async (name) => {
  const folder = join(HERE, name);
  const args = join(folder, "args");
  const line = existsSync(args) ? readFileSync(args, "utf8") : "-f request.yaml";
  const { code, out, err } = await runMain(["gen", ...splitWords(line, { kind: "default" })], { cwd: folder });
  if (UPDATE) {
    writeFileSync(join(folder, "expected.yaml"), out);
    writeFileSync(join(folder, "notes.txt"), err);
  }
  // A refusal is a case, too: its expected.yaml is empty.
  expect(code).toBe(out === "" ? 2 : 0);
  expect(out).toBe(readFileSync(join(folder, "expected.yaml"), "utf8"));
  expect(err).toBe(readFileSync(join(folder, "notes.txt"), "utf8"));
});
