import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { type Generated, generate } from "../../src/generate.ts";
import { renderArtifact, renderResources } from "../../src/output/formats.ts";
import { buildPlan } from "../../src/plan/build-plan.ts";
import { makeRequest, type RequestWords } from "./request.ts";

/** From a request to what is printed, as `gen` does; `notes` has those of the plan too. */
export async function generateFrom(words: RequestWords): Promise<Generated & { readonly text: string }> {
  const { plan, notes } = await buildPlan(makeRequest(words));
  const generated = generate(plan);
  const all: readonly Diagnostic[] = [...notes, ...generated.notes];
  return { ...generated, notes: all, text: textOf(generated) };
}

/** Everything that is printed or written, as one text. */
export function textOf(generated: Generated): string {
  return [
    renderResources(generated.resources),
    ...generated.artifacts.map((artifact) => renderArtifact(artifact)),
  ].join("---\n");
}
