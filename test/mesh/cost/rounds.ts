import { type Effort, measure, type Sample, type Values } from "./measure.ts";
import { keptToOneCore } from "./one-core.ts";
import { median } from "./statistics.ts";
import type { Subject } from "./subject.ts";
import { withPolicy } from "./with-policy.ts";

/** A subject's numbers over all rounds. */
export interface Row {
  readonly name: string;
  /** Medians of the rounds. */
  readonly values: Values;
  readonly attempts: number;
  readonly failures: Readonly<Record<string, number>>;
}

/** Measures the subjects in turn, again and again, so that whatever else the machine does falls on all of them alike. */
export async function inRounds(
  subjects: readonly Subject[],
  rounds: number,
  effort: Effort,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const samples = new Map<string, Sample[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const subject of subjects) {
      const sample = await withPolicy(subject, () => keptToOneCore(subject, () => measure(subject, effort)));
      samples.get(subject.name)?.push(sample);
      const { connectionsPerSecond: rate = 0, connectMedian = 0 } = sample.values;
      const numbers = `${rate.toFixed(0)} connections/s, ${connectMedian.toFixed(1)} ms each`;
      say(`round ${round} of ${rounds}: ${subject.name}: ${numbers}${describeFailures(sample.failures)}`);
    }
  }
  return subjects.map(({ name }) => rowOf(name, samples.get(name) ?? []));
}

export function rowOf(name: string, samples: readonly Sample[]): Row {
  const keys = new Set(samples.flatMap(({ values }) => Object.keys(values) as (keyof Values)[]));
  const values = [...keys].map((key) => [key, median(samples.flatMap(({ values: { [key]: one } }) => one ?? []))]);
  const failures: Record<string, number> = {};
  for (const sample of samples) {
    for (const [reason, count] of Object.entries(sample.failures)) failures[reason] = (failures[reason] ?? 0) + count;
  }
  const attempts = samples.reduce((sum, sample) => sum + sample.attempts, 0);
  return { name, values: Object.fromEntries(values) as Values, attempts, failures };
}

function describeFailures(failures: Sample["failures"]): string {
  const words = Object.entries(failures).map(([reason, count]) => `${count} × ${reason}`);
  return words.length === 0 ? "" : `; FAILED: ${words.join(", ")}`;
}
