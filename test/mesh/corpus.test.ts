import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { kubectl } from "./lab/cluster.ts";
import { ISTIO } from "./lab/release.ts";

const CORPUS = join(import.meta.dirname, "..", "check", "corpus");

/**
 * A real API server with Istio's CRDs and istiod's webhook behind it, asked of the corpus of `wildegress check`, which is about the newest
 * release.
 */
describe.skipIf(ISTIO !== "newest").each(["accepted", "refused"])("what test/check/corpus/%s holds", (verdict) => {
  it.each(readdirSync(join(CORPUS, verdict)))("%s", async (file) => {
    const text = readFileSync(join(CORPUS, verdict, file), "utf8");
    const names = parseAllDocuments(text, { version: "1.1" }).map((document): string => document.toJS().metadata.name);
    const { stdout, stderr } = await kubectl(
      ["create", "--dry-run=server", "--validate=strict", "-o", "name", "-f", "-"],
      text,
    );
    const taken = stdout
      .trim()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.slice(line.indexOf("/") + 1));
    expect(taken.sort()).toEqual(verdict === "accepted" ? names.sort() : []);
    // Each was looked at: kubectl has not stopped at the first that is wrong.
    const refusals = stderr.match(/^(Error from server|The \S+ ".*" is invalid)/gm) ?? [];
    expect(refusals).toHaveLength(verdict === "accepted" ? 0 : names.length);
  });
});
