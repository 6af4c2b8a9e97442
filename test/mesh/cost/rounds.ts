import { type Effort, measure, type Sample, type Values } from "./measure.ts";
import { keptToOneCore } from "./one-core.ts";
import { median } from "./statistics.ts";
import type { Subject } from "./subject.ts";
import { withPolicy } from "./with-policy.ts";
import { withProxies } from "./with-proxies.ts";

/** A subject's numbers over all rounds. */
export interface Row {
  readonly name: string;
  /** Medians of the rounds. */
  readonly values: Values;
  /** Medians of each round's ratio to the same with no mesh between. */
  readonly ratios: Values;
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
      const sample = await withProxies(subject, () =>
        withPolicy(subject, () => keptToOneCore(subject, () => measure(subject, effort))),
      );
      samples.get(subject.name)?.push(sample);
      const { connectionsPerSecond: rate = 0, connectMedian = 0 } = sample.values;
      const numbers = `${rate.toFixed(0)} connections/s, ${connectMedian.toFixed(1)} ms each`;
      say(`round ${round} of ${rounds}: ${subject.name}: ${numbers}${describeFailures(sample.failures)}`);
    }
  }
  const base = [...samples.values()]
    .flat()
    .map((sample) => ({ ...sample, values: sample.base, attempts: 0, failures: {} }));
  return [
    { ...rowOf("no mesh", base), ratios: {} },
    ...subjects.map(({ name }) => rowOf(name, samples.get(name) ?? [])),
  ];
}

export function rowOf(name: string, samples: readonly Sample[]): Row {
  const failures: Record<string, number> = {};
  for (const sample of samples) {
    for (const [reason, count] of Object.entries(sample.failures)) failures[reason] = (failures[reason] ?? 0) + count;
  }
  return {
    name,
    values: medians(samples.map(({ values }) => values)),
    ratios: medians(samples.map(ratiosOf)),
    attempts: samples.reduce((sum, sample) => sum + sample.attempts, 0),
    failures,
  };
}

function ratiosOf({ values, base }: Sample): Values {
  const ratios = keysOf(values).map((key) => [key, (values[key] ?? 0) / (base[key] ?? Number.NaN)] as const);
  return Object.fromEntries(ratios.filter(([, ratio]) => Number.isFinite(ratio)));
}

function medians(all: readonly Values[]): Values {
  const keys = new Set(all.flatMap(keysOf));
  return Object.fromEntries([...keys].map((key) => [key, median(all.flatMap(({ [key]: value }) => value ?? []))]));
}

function keysOf(values: Values): (keyof Values)[] {
  return Object.keys(values) as (keyof Values)[];
}

function describeFailures(failures: Sample["failures"]): string {
  const words = Object.entries(failures).map(([reason, count]) => `${count} × ${reason}`);
  return words.length === 0 ? "" : `; FAILED: ${words.join(", ")}`;
}
