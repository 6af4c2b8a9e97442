import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateTypes } from "../../scripts/schemas/types.mjs";

const FOLDER = "src/resources/types";

test("the generated types are those of the store (else run node scripts/schemas/types.mjs)", async () => {
  const files = await generateTypes();
  const committed = readdirSync(FOLDER).filter((file) => file.endsWith(".generated.ts"));
  expect(committed.sort()).toEqual([...files.keys()].sort());
  for (const [file, text] of files) expect(readFileSync(`${FOLDER}/${file}`, "utf8"), file).toBe(text);
});
