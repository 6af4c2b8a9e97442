import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Names } from "../../src/trace/table/names.ts";
import { writeTable, writeTableDiff } from "../../src/trace/table/write-table.ts";
import type { Verdict } from "../../src/trace/tracer.ts";

const folder = mkdtempSync(join(tmpdir(), "wildegress-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PASSED: Verdict = {
  outcome: "reached",
  way: "gateway",
  endsAt: "destination",
  detail: "",
  destination: undefined,
};
const REFUSED: Verdict = {
  outcome: "blocked",
  way: "sidecar",
  endsAt: "sidecar",
  detail: "BlackHoleCluster",
  destination: undefined,
};
const judge = (name: string): Verdict => (name.endsWith(".wikipedia.org") ? PASSED : REFUSED);

const io = (...chunks: readonly (string | Uint8Array)[]) => ({
  cwd: folder,
  stdin: async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  },
});

async function table(names: Names, format: "text" | "json" = "text"): Promise<string> {
  let out = "";
  await writeTable(names, judge, format, (text) => {
    out += text;
  });
  return out;
}

test("a line for each name, in any pieces that it comes in", async () => {
  const text = "# mine\nde.wikipedia.org\r\n\n  EN.wikipedia.org # English\nevil.example.com\nbücher.wikipedia.org";
  const whole = await table(new Names("-", io(text)));
  expect(whole).toBe(
    "de.wikipedia.org\treached\tgateway\tde.wikipedia.org\nen.wikipedia.org\treached\tgateway\ten.wikipedia.org\nevil.example.com\tblocked\tsidecar\tBlackHoleCluster\nxn--bcher-kva.wikipedia.org\treached\tgateway\txn--bcher-kva.wikipedia.org\n",
  );
  expect(
    await table(
      new Names(
        "-",
        io(
          ...Buffer.from(text)
            .toString("latin1")
            .split("")
            .map((byte) => Buffer.from(byte, "latin1")),
        ),
      ),
    ),
  ).toBe(whole);
});

test("JSON lines", async () => {
  const lines = (await table(new Names("-", io("de.wikipedia.org\nevil.example.com\n")), "json")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      name: "de.wikipedia.org",
      outcome: "reached",
      way: "gateway",
      endsAt: "destination",
      detail: "",
      destination: "de.wikipedia.org",
    },
    {
      name: "evil.example.com",
      outcome: "blocked",
      way: "sidecar",
      endsAt: "sidecar",
      detail: "BlackHoleCluster",
      destination: null,
    },
  ]);
});

test("what is no name is passed over and told of, with its line", async () => {
  writeFileSync(join(folder, "names.txt"), `de.wikipedia.org\n*.x.org\n${"a b\n".repeat(20)}en.wikipedia.org:443\n`);
  const names = new Names("names.txt", io());
  expect(await table(names)).toBe("de.wikipedia.org\treached\tgateway\tde.wikipedia.org\n");
  expect(names.wrongCount).toBe(22);
  expect(names.wrong).toHaveLength(10);
  expect(names.wrong[0]).toMatchObject({ code: "bad-name", at: { file: "names.txt", line: 2 } });
});

test("a file that is not there is an error", () => {
  expect(() => new Names("no-such", io())).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: "file-not-found" })] }),
  );
  expect(() => new Names(".", io())).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: "is-a-directory" })] }),
  );
});

test("what goes another way", async () => {
  let out = "";
  const after = (name: string): Verdict => (name.startsWith("de.") ? REFUSED : judge(name));
  const tally = await writeTableDiff(
    new Names("-", io("de.wikipedia.org\nen.wikipedia.org\nx.org\n")),
    [judge, after],
    "text",
    (text) => {
      out += text;
    },
  );
  expect(out).toBe("de.wikipedia.org\treached by gateway\tblocked at sidecar (BlackHoleCluster)\n");
  expect(tally).toEqual({ names: 3, different: 1, unknown: 0 });
});

test("memory holds a chunk, not the table", async () => {
  let pending = 0;
  let most = 0;
  const chunks = async function* () {
    for (let chunk = 0; chunk < 50; chunk++) {
      pending++;
      most = Math.max(most, pending);
      yield Buffer.from("de.wikipedia.org\n".repeat(1000));
    }
  };
  const tally = await writeTable(new Names("-", { cwd: folder, stdin: chunks }), judge, "text", () => {
    pending--;
  });
  expect(tally.reached).toBe(50_000);
  expect(most).toBeLessThanOrEqual(2);
});
