import { INTERNET, ORIGINS } from "../lab/topology.ts";
import { sleep } from "../lab/wait.ts";
import { fetchInside } from "../probe/agent.ts";
import { connect } from "./load.ts";
import { percentile } from "./statistics.ts";
import { STRATEGIES } from "./strategies.ts";
import type { Subject } from "./subject.ts";
import { markdown } from "./table.ts";
import { withPolicy } from "./with-policy.ts";

/** Those whose proxy resolves the name. */
const RESOLVERS = STRATEGIES.filter(({ name }) =>
  ["dynamic-dns", "sni-proxy, nginx", "sni-proxy, Envoy"].includes(name),
);

const DNS_FAILS_SECONDS = 10;
/** Envoy's own refresh is 60 s. */
const PATIENCE_SECONDS = 90;
const COLD_CONNECTIONS = 64;
const WARM_CONNECTIONS = 20;
/** The test's DNS answers are good for 5 s. */
const ANSWER_GONE_MILLISECONDS = 7000;

interface Recovery {
  /** Of the first connections after the last ACK, with DNS in order. */
  readonly coldFailures: number;
  /** Of connections to a name that was reached before, while DNS fails and the answer is too old. */
  readonly warmFailures: number;
  /** From when DNS is in order again to the first connection that goes through. */
  readonly seconds: number;
}

/** @returns a table: does the first load after the policy is there go through, and what if DNS fails just then? */
export async function recoveryTable(rounds: number, say: (line: string) => void): Promise<string> {
  const all = new Map<string, Recovery[]>(RESOLVERS.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const subject of RESOLVERS) {
      const recovery = { ...(await firstLoad(subject)), seconds: await recoverySeconds(subject) };
      all.get(subject.name)?.push(recovery);
      say(`round ${round} of ${rounds}: ${subject.name}: ${JSON.stringify(recovery)}`);
    }
  }
  return markdown(
    [
      "",
      "failed of the first connections",
      "failed while DNS fails, name known",
      "back after DNS failed, median",
      "longest",
    ],
    [...all].map(([name, list]) => {
      const seconds = list.map((one) => one.seconds);
      const sum = (key: "coldFailures" | "warmFailures") => list.reduce((all, { [key]: one }) => all + one, 0);
      const show = (value: number) => `${value.toFixed(1)} s`;
      return [
        name,
        `${sum("coldFailures")} of ${list.length * COLD_CONNECTIONS}`,
        `${sum("warmFailures")} of ${list.length * WARM_CONNECTIONS}`,
        show(percentile(seconds, 0.5)),
        show(percentile(seconds, 1)),
      ];
    }),
  );
}

async function firstLoad(subject: Subject): Promise<Omit<Recovery, "seconds">> {
  const cold = { ...subject, host: newName() };
  return withPolicy(cold, async () => {
    const first = await connect(cold, { concurrency: 16, times: COLD_CONNECTIONS });
    await failDns(cold);
    await sleep(ANSWER_GONE_MILLISECONDS);
    const later = await connect(cold, { times: WARM_CONNECTIONS });
    return {
      coldFailures: COLD_CONNECTIONS - first.milliseconds.length,
      warmFailures: WARM_CONNECTIONS - later.milliseconds.length,
    };
  });
}

/** The DNS server fails from just before the first connection on, and for some seconds; connections are tried all the time. */
async function recoverySeconds(subject: Subject): Promise<number> {
  const cold = { ...subject, host: newName() };
  return withPolicy(cold, async () => {
    const back = await failDns(cold);
    while (performance.now() < back + PATIENCE_SECONDS * 1000) {
      const { milliseconds } = await connect(cold, { times: 1 });
      const late = (performance.now() - back) / 1000;
      if (milliseconds.length > 0 && late < 0) throw new Error(`${subject.name}: went through while DNS failed`);
      if (milliseconds.length > 0) return late;
      await sleep(250);
    }
    throw new Error(`${subject.name}: not back ${PATIENCE_SECONDS} s after DNS`);
  });
}

/** @returns when the name will resolve again. */
async function failDns({ host }: Subject): Promise<number> {
  await fetchInside(INTERNET.netns, `http://${ORIGINS.en}/no-dns/${host}/${DNS_FAILS_SECONDS}`);
  return performance.now() + DNS_FAILS_SECONDS * 1000;
}

let lastName = Math.floor(Date.now() / 1000);

/** Envoy keeps answers beyond the life of a policy, with the listener that is draining: only a new name is in no cache. */
function newName(): string {
  lastName += 1;
  return `cold-${lastName}.wikipedia.org`;
}
