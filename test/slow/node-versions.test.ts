import { describe, expect, it } from "vitest";
import { isThere, runToEnd } from "./needed-program.ts";

const COMMANDS = [
  ["--domain", "*.wikipedia.org"],
  ["--domain", "*.bücher.example,*.wikipedia.org", "--istio", "1.31", "--comments"],
  ["--domain", "*.wikipedia.org", "--istio", "1.24", "--sni-proxy", "nginx", "--harden", "--from", "b,a/x"],
  [
    "--domain",
    "*.wikipedia.org",
    "--istio",
    "1.31",
    "--gateway",
    "egress",
    "--port",
    "80,443,8443",
    "--format",
    "json",
  ],
];

/** `other-node` is a later Node than the one that runs the tests; scripts/ci/tools.sh brings it. */
describe.runIf(isThere("other-node"))("another version of Node", () => {
  it.each(COMMANDS)("writes the same bytes: gen %s %s …", (...flags) => {
    const args = ["bin/wildegress.js", "gen", ...flags];
    const [here, there] = [process.execPath, "other-node"].map((node) => runToEnd(node, args));
    expect(runToEnd("other-node", ["--version"]).stdout).not.toBe(`${process.version}\n`);
    expect(there).toEqual(here);
    expect(here?.code).toBe(0);
    expect(here?.stdout).toContain("kind");
  });
});
