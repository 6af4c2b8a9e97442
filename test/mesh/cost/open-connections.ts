import { hold, release } from "./load.ts";
import { median } from "./statistics.ts";
import { STRATEGIES } from "./strategies.ts";
import { markdown } from "./table.ts";
import { withPolicy } from "./with-policy.ts";

/** Tried at a time: more than Envoy lets through to one cluster unless told otherwise (1,024). */
const TRIED = 1500;

/** @returns a table: how many connections each strategy keeps open at a time. */
export async function openConnectionsTable(rounds: number, say: (line: string) => void): Promise<string> {
  const opened = new Map<string, number[]>(STRATEGIES.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const subject of STRATEGIES) {
      const { milliseconds, failures } = await withPolicy(subject, async () => {
        const load = await hold(subject, { concurrency: 16, times: TRIED });
        await release(subject);
        return load;
      });
      opened.get(subject.name)?.push(milliseconds.length);
      say(`round ${round} of ${rounds}: ${subject.name}: ${milliseconds.length} open, ${JSON.stringify(failures)}`);
    }
  }
  return markdown(
    ["", `open at a time, of ${TRIED}`],
    [...opened].map(([name, counts]) => [name, String(median(counts))]),
  );
}
