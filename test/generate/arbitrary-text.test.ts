import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DiagnosticError, EnvironmentError } from "../../src/diagnostics/diagnostic.ts";
import { parseHostPattern } from "../../src/plan/host-pattern.ts";
import { parsePort } from "../../src/plan/parse-port.ts";
import { expectWhole } from "../support/faults.ts";
import { generateFrom } from "../support/generated.ts";
import { expectNginxLists } from "../support/nginx-lists.ts";
import { PROPERTY_RUNS } from "../support/property-runs.ts";
import { flagOrigin, type RequestWords } from "../support/request.ts";
import { brokenRules } from "../support/rules/index.ts";

/** Any text, and text that is nearly what is asked for, with something in it that YAML, nginx or a shell gives a meaning to. */
const SNIPPETS = [
  "*.",
  ".",
  "wikipedia.org",
  "a",
  "443",
  "/tls",
  "\n",
  "\r\n",
  ": ",
  "#",
  "{}",
  ";",
  "$host",
  '"',
  "'",
  "\\",
  "\0",
  "---\n",
  "&a",
  "*a",
  "!!js",
  "é",
  "。",
  "\u202e",
  "\ud800",
  "🦊",
  "__proto__",
  "constructor",
  " ",
  "%00",
  "://",
  "[::1]",
  "1.2.3.4",
];
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 6 }).map((parts) => parts.join("")),
);

/** What a person gets for it is either an output that keeps the rules, or words. */
async function takenOrRefused(words: RequestWords): Promise<void> {
  try {
    const generated = await generateFrom(words);
    expect(brokenRules(generated)).toEqual([]);
    expectNginxLists(generated);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error instanceof EnvironmentError) throw error;
    for (const diagnostic of error.diagnostics) expectWhole(diagnostic);
  }
}

describe("no text throws anything but words for a person", () => {
  test("as a domain: what is taken is canonical, what is refused is explained", () => {
    fc.assert(
      fc.property(text, (domain) => {
        const at = flagOrigin("domain", domain);
        try {
          const pattern = parseHostPattern(domain, at);
          expect(pattern.text).toMatch(
            /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
          );
          expect(pattern.text.length).toBeLessThanOrEqual(253);
          // parse(print(x)) = x
          expect(parseHostPattern(pattern.text, at)).toEqual(pattern);
          expect(parseHostPattern(` ${pattern.text.toUpperCase()} `, at)).toEqual(pattern);
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          for (const diagnostic of error.diagnostics) expectWhole(diagnostic);
        }
      }),
      { numRuns: PROPERTY_RUNS * 4 },
    );
  });

  test("as a port", () => {
    fc.assert(
      fc.property(text, (port) => {
        const at = flagOrigin("port", port);
        try {
          const { number, protocol } = parsePort(port, at);
          expect(parsePort(`${number}/${protocol}`, at)).toEqual({ number, protocol, at });
        } catch (error) {
          if (!(error instanceof DiagnosticError)) throw error;
          for (const diagnostic of error.diagnostics) expectWhole(diagnostic);
        }
      }),
      { numRuns: PROPERTY_RUNS * 4 },
    );
  });

  test("in any place of a request", async () => {
    const policy = { domains: ["*.wikipedia.org"], strategy: "sni-proxy", sniProxy: "nginx" };
    const places: readonly ((given: string) => RequestWords)[] = [
      (given) => ({ policies: [{ ...policy, domains: [given, "*.pypi.org"] }] }),
      (given) => ({ policies: [{ ...policy, name: given }] }),
      (given) => ({ policies: [{ ...policy, namespace: given }] }),
      (given) => ({ policies: [{ ...policy, from: [given] }] }),
      (given) => ({ policies: [{ ...policy, from: [`team-a/${given}`] }] }),
      (given) => ({ policies: [{ ...policy, ports: [given] }] }),
      (given) => ({ policies: [{ ...policy, via: given }] }),
      (given) => ({ policies: [{ ...policy, strategy: given }] }),
      (given) => ({ policies: [{ ...policy, exportTo: [given] }] }),
      (given) => ({ policies: [{ ...policy, allowPrivate: [given] }] }),
      (given) => ({ policies: [policy], istio: given }),
      (given) => ({ policies: [policy], dataPlane: given }),
      (given) => ({ policies: [policy], meshDomain: given }),
      (given) => ({ policies: [policy], gateway: { name: given } }),
      (given) => ({ policies: [policy], gateway: { namespace: given } }),
      (given) => ({ policies: [policy], gateway: { selector: { istio: given } } }),
      (given) => ({ policies: [policy], gateway: { selector: { [given]: "egress" } } }),
      (given) => ({ policies: [policy], gateway: { revision: given, install: "manifests" } }),
      (given) => ({ policies: [policy], gateway: { resolver: [given] } }),
      (given) => ({ policies: [policy], gateway: { meshCidr: [given] } }),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), text, async (place, given) => await takenOrRefused(place(given))),
      { numRuns: PROPERTY_RUNS * 2 },
    );
  }, 600_000);
});
