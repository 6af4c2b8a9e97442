import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { checkGenerated } from "../../src/check-generated.ts";
import { DiagnosticError, EnvironmentError } from "../../src/diagnostics/diagnostic.ts";
import type { Generated } from "../../src/generate.ts";
import { arbitraryRequest, shuffled } from "../support/arbitrary-request.ts";
import { expectWhole } from "../support/faults.ts";
import { generateFrom } from "../support/generated.ts";
import { expectNginxLists } from "../support/nginx-lists.ts";
import { PROPERTY_RUNS } from "../support/property-runs.ts";
import type { RequestWords } from "../support/request.ts";
import { cachesIn } from "../support/rules/envoy-filters.ts";
import { brokenRules } from "../support/rules/index.ts";

/** The output, or what the request is refused with. An EnvironmentError would be wildegress's own fault. */
async function attempt(words: RequestWords) {
  try {
    return await generateFrom(words);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || error instanceof EnvironmentError) throw error;
    return error;
  }
}

/** What is printed says what was made, and nothing else: no name breaks out of its string. */
function expectSameWhenRead({ resources, artifacts, text }: Generated & { readonly text: string }): void {
  const read = parseAllDocuments(text).map((document) => document.toJS());
  const made = [...resources.map(({ manifest }) => manifest), ...artifacts.map(({ content }) => content)];
  expect(read).toEqual(JSON.parse(JSON.stringify(made)));
}

test("whatever is asked for is refused in words, or gives valid output that keeps every rule, in whatever order it is asked", async () => {
  const seen = { generated: 0, refused: 0 };
  const strategies = new Set<string>();
  const settings = new Map<unknown, string>();
  await fc.assert(
    fc.asyncProperty(
      arbitraryRequest.chain((words) => fc.tuple(fc.constant(words), shuffled(words))),
      async ([words, other]) => {
        const one = await attempt(words);
        const again = await attempt(other);
        if (one instanceof DiagnosticError) {
          seen.refused += 1;
          for (const diagnostic of one.diagnostics) expectWhole(diagnostic);
          expect(again).toBeInstanceOf(DiagnosticError);
          return;
        }
        if (again instanceof DiagnosticError) throw again;
        seen.generated += 1;
        for (const { strategy } of one.plan.policies) strategies.add(strategy);
        checkGenerated(one);
        expect(brokenRules(one)).toEqual([]);
        expect(again.text).toBe(one.text);
        // The YAML reader takes longer than all the rest.
        if (seen.generated % 20 === 0) expectSameWhenRead(one);
        expectNginxLists(one);
        for (const { name, ...cache } of one.resources.flatMap(({ manifest }) => cachesIn(manifest))) {
          const known = settings.get(name) ?? JSON.stringify(cache);
          expect(JSON.stringify(cache), "a DNS cache keeps its name only while its settings stay").toBe(known);
          settings.set(name, known);
        }
      },
    ),
    { numRuns: PROPERTY_RUNS },
  );
  // The test would prove little if hardly anything were taken, or all by one strategy.
  expect(seen.generated).toBeGreaterThan(seen.refused);
  expect([...strategies].sort()).toEqual(["direct", "dynamic-dns", "single-host", "sni-proxy", "waypoint"]);
}, 600_000);
