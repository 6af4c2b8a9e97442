import type { TraceOutcome } from "../result.ts";
import type { Verdict } from "../tracer.ts";
import type { Names } from "./names.ts";

/** How many names came to what. */
export type Tally = Readonly<Record<TraceOutcome, number>>;

type Judge = (name: string) => Verdict;

/**
 * A line for each name: name, outcome, by which way (or where it is blocked), and where it ends, parted by tabs; or a JSON object a line.
 * Memory does not grow with the number of names.
 */
export async function writeTable(
  names: Names,
  judge: Judge,
  format: "text" | "json",
  write: (text: string) => void,
): Promise<Tally> {
  const tally = { reached: 0, blocked: 0, unknown: 0 };
  const rowOf = format === "json" ? jsonRow : textRow;
  for await (const batch of names.batches()) {
    let text = "";
    for (const name of batch) {
      const verdict = judge(name);
      tally[verdict.outcome]++;
      text += rowOf(name, verdict);
    }
    write(text);
  }
  return tally;
}

function textRow(name: string, { outcome, way, endsAt, detail, destination }: Verdict): string {
  return outcome === "reached"
    ? `${name}\treached\t${way}\t${destination ?? name}${detail === "" ? "" : ` (${detail})`}\n`
    : `${name}\t${outcome}\t${endsAt}\t${detail}\n`;
}

function jsonRow(name: string, verdict: Verdict): string {
  return `${JSON.stringify({ name, ...verdictValue(name, verdict) })}\n`;
}

/** Keys in a fixed order; `destination` is null for a name that is not reached. */
export function verdictValue(name: string, { outcome, way, endsAt, detail, destination }: Verdict): object {
  return { outcome, way, endsAt, detail, destination: outcome === "reached" ? (destination ?? name) : null };
}

/** How many names' ways were compared, how many differ, and of how many one side is not known. */
export interface DiffTally {
  readonly names: number;
  readonly different: number;
  readonly unknown: number;
}

/** A line for each name whose way differs: name, before, after, parted by tabs; or a JSON object a line. */
export async function writeTableDiff(
  names: Names,
  [before, after]: readonly [Judge, Judge],
  format: "text" | "json",
  write: (text: string) => void,
): Promise<DiffTally> {
  const tally = { names: 0, different: 0, unknown: 0 };
  for await (const batch of names.batches()) {
    let text = "";
    for (const name of batch) {
      const [was, is] = [before(name), after(name)];
      tally.names++;
      if (was.outcome === "unknown" || is.outcome === "unknown") tally.unknown++;
      if (!differs(was, is)) continue;
      tally.different++;
      text +=
        format === "json"
          ? `${JSON.stringify({ name, before: verdictValue(name, was), after: verdictValue(name, is) })}\n`
          : `${name}\t${shortWords(name, was)}\t${shortWords(name, is)}\n`;
    }
    write(text);
  }
  return tally;
}

function differs(one: Verdict, other: Verdict): boolean {
  return (
    one.outcome !== other.outcome ||
    one.way !== other.way ||
    one.endsAt !== other.endsAt ||
    one.detail !== other.detail ||
    one.destination !== other.destination
  );
}

/** `reached by gateway`, `blocked at sidecar (BlackHoleCluster)` */
function shortWords(name: string, { outcome, way, endsAt, detail, destination }: Verdict): string {
  const more = detail === "" ? "" : ` (${detail})`;
  if (outcome !== "reached") return `${outcome} at ${endsAt}${more}`;
  const end = destination === undefined || destination === name ? "" : `, ends at ${destination}`;
  return `reached by ${way}${end}${more}`;
}
