import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { FOR_RELEASE } from "./cases/usual.ts";
import { kubectl } from "./lab/cluster.ts";
import { wildegress, wildegressToEnd } from "./matrix/generate.ts";

interface ServiceEntry {
  metadata: { name: string };
  spec: { hosts: string[]; ports: { number: number; name: string; protocol: string }[]; resolution: string };
}

/** What a person would have written by hand, had `gen` not refused: the generated ServiceEntry with the wrong value in it. */
async function byHand(change: (spec: ServiceEntry["spec"]) => void): Promise<string> {
  const yaml = await wildegress([
    "gen",
    ...FOR_RELEASE,
    "--quiet",
    "--domain",
    "*.wikipedia.org",
    "--strategy",
    "direct",
  ]);
  const document = parseAllDocuments(yaml).find((one) => one.get("kind") === "ServiceEntry");
  const serviceEntry = document?.toJS() as ServiceEntry;
  serviceEntry.metadata.name = "by-hand";
  change(serviceEntry.spec);
  return JSON.stringify(serviceEntry);
}

const WRONG: readonly [
  what: string,
  flags: readonly string[],
  change: (spec: ServiceEntry["spec"]) => void,
  server: RegExp,
][] = [
  [
    "a star inside a name",
    ["--domain", "en.*.org"],
    (spec) => (spec.hosts = ["en.*.org"]),
    /denied the request|invalid/i,
  ],
  ["two stars", ["--domain", "**.x.org"], (spec) => (spec.hosts = ["**.x.org"]), /denied the request|invalid/i],
  ["an empty label", ["--domain", "*.a..org"], (spec) => (spec.hosts = ["*.a..org"]), /denied the request|invalid/i],
  [
    "a label of 64 characters",
    ["--domain", `*.${"a".repeat(64)}.org`],
    (spec) => (spec.hosts = [`*.${"a".repeat(64)}.org`]),
    /denied the request|invalid/i,
  ],
  ["a bare star", ["--domain", "*"], (spec) => (spec.hosts = ["*"]), /denied the request|invalid/i],
  [
    "a port out of range",
    ["--domain", "*.x.org", "--port", "70000"],
    (spec) => {
      for (const port of spec.ports) port.number = 70_000;
    },
    /denied the request|invalid/i,
  ],
];

describe("what gen refuses, the server refuses too", () => {
  it.each(WRONG)("%s", async (_, flags, change, server) => {
    const refused = await wildegressToEnd(["gen", ...FOR_RELEASE, ...flags, "--strategy", "direct"]);
    expect(refused.code, refused.stdout).not.toBe(0);
    expect(refused.stdout).toBe("");
    const applied = await kubectl(["apply", "--dry-run=server", "-f", "-"], await byHand(change));
    expect(applied.code, applied.stdout).not.toBe(0);
    expect(applied.stderr).toMatch(server);
  });
});

describe("gen is stricter than the server", () => {
  // istiod's webhook takes it as it stands.
  it("a star within a label", async () => {
    expect((await wildegressToEnd(["gen", ...FOR_RELEASE, "--domain", "*foo.com"])).code).not.toBe(0);
    const star = (spec: ServiceEntry["spec"]) => {
      spec.hosts = ["*foo.com"];
    };
    expect((await kubectl(["apply", "--dry-run=server", "-f", "-"], await byHand(star))).code).toBe(0);
  });
});

describe("what only the server knows", () => {
  it("a wildcard with resolution DNS is refused by istiod's webhook", async () => {
    const applied = await kubectl(
      ["apply", "--dry-run=server", "-f", "-"],
      await byHand((spec) => {
        spec.resolution = "DNS";
      }),
    );
    expect(applied.stderr).toContain("validation.istio.io");
  });
});
