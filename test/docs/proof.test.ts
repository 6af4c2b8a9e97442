import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { shortProof, withShortProof } from "../mesh/matrix/proof-short.ts";

const readme = readFileSync("README.md", "utf8");
const proof = readFileSync("docs/proof.md", "utf8");

it("the README's short form of the proof is what docs/proof.md says", () => {
  expect(readme).toBe(withShortProof(readme, shortProof(proof)));
});

it("a short form is refused when the proof does not answer a question", () => {
  expect(() => shortProof(proof.replaceAll("another service account", "somebody else"))).toThrow(
    "another service account",
  );
});

it("an outcome that changes in the proof changes the short form", () => {
  const open = proof.replaceAll(
    "| visitor | another service account | refused",
    "| visitor | another service account | reached",
  );
  expect(shortProof(open)).not.toBe(shortProof(proof));
});
