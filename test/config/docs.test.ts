import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { REQUEST_FLAGS } from "../../src/config/request-flags.ts";
import { runMain } from "../cli/run-main.ts";

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
const configuration = read("configuration.md");

describe("docs/configuration.md", () => {
  test("has a row for every key and its flag, and none for others", () => {
    const rows = [...configuration.matchAll(/^\| `([\w.]+)` \| `(--[\w-]+)/gm)].map(
      ([, key, flag]) => `${key} ${flag}`,
    );
    expect(rows.sort()).toEqual(
      REQUEST_FLAGS.map(({ key, flag }) => `${key.replace("policies[].", "")} ${flag}`).sort(),
    );
  });

  test("its output flags are those of gen", async () => {
    const { out } = await runMain(["gen", "--help"]);
    const flags = [...configuration.matchAll(/^\| `((?:-\w, )?--[\w-]+(?: <\w+>)?)` \|/gm)].map(
      ([, flag = ""]) => flag,
    );
    expect(flags.length).toBeGreaterThan(5);
    for (const flag of flags) expect(out).toContain(flag);
  });

  test("its file generates", async () => {
    const file = /^## A file\n\n```yaml\n([\s\S]*?)```/m.exec(configuration)?.[1] ?? "";
    const { code, err, out } = await runMain(["gen", "-f", "-"], { stdin: file });
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("error:") });
    expect(out).toContain("kind: EnvoyFilter");
  });
});

test("docs/exit-codes.md has every code, and its message is what is printed", async () => {
  const text = read("exit-codes.md");
  expect([...text.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code))).toEqual(Object.values(EXIT));
  const message = /```\n(error: [\s\S]*?)```/.exec(text)?.[1] ?? "";
  const { err } = await runMain(["gen", "-f", "-"], {
    stdin: "policies: [{domains: [a.example]}]\ngateway:\n  port: https\n",
  });
  expect(err.replace("<stdin>", "wildegress.yaml")).toBe(message);
});
