import { INTERNET, ORIGINS } from "../lab/topology.ts";
import { sleep } from "../lab/wait.ts";
import { fetchInside } from "../probe/agent.ts";
import { connect, HOST } from "./load.ts";
import { percentile } from "./statistics.ts";
import { STRATEGIES } from "./strategies.ts";
import type { Subject } from "./subject.ts";
import { markdown } from "./table.ts";
import { withPolicy } from "./with-policy.ts";

/** Those whose proxy resolves the name. */
const RESOLVERS = STRATEGIES.filter(({ name }) =>
  ["dynamic-dns", "sni-proxy, nginx", "sni-proxy, Envoy"].includes(name),
);

const DNS_FAILS_SECONDS = 5;
/** Envoy's own refresh is 60 s. */
const PATIENCE_SECONDS = 90;
const COLD_CONNECTIONS = 64;

interface Recovery {
  /** Of the first connections after the last ACK, with DNS in order. */
  readonly coldFailures: number;
  /** From when DNS is in order again to the first connection that goes through. */
  readonly seconds: number;
}

/** @returns a table: does the first load after the policy is there go through, and what if DNS fails just then? */
export async function recoveryTable(rounds: number, say: (line: string) => void): Promise<string> {
  const all = new Map<string, Recovery[]>(RESOLVERS.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const subject of RESOLVERS) {
      const recovery = { coldFailures: await coldFailures(subject), seconds: await recoverySeconds(subject) };
      all.get(subject.name)?.push(recovery);
      say(`round ${round} of ${rounds}: ${subject.name}: ${JSON.stringify(recovery)}`);
    }
  }
  return markdown(
    ["", "failed of the first connections", "back after DNS failed, median", "longest"],
    [...all].map(([name, list]) => {
      const seconds = list.map((one) => one.seconds);
      const failed = list.reduce((sum, one) => sum + one.coldFailures, 0);
      const show = (value: number) => `${value.toFixed(1)} s`;
      return [
        name,
        `${failed} of ${list.length * COLD_CONNECTIONS}`,
        show(percentile(seconds, 0.5)),
        show(percentile(seconds, 1)),
      ];
    }),
  );
}

async function coldFailures(subject: Subject): Promise<number> {
  const { milliseconds } = await withPolicy(subject, () =>
    connect(subject, { concurrency: 16, times: COLD_CONNECTIONS }),
  );
  return COLD_CONNECTIONS - milliseconds.length;
}

/** The DNS server fails from just before the first connection on, and for some seconds; connections are tried all the time. */
async function recoverySeconds(subject: Subject): Promise<number> {
  return withPolicy(subject, async () => {
    await fetchInside(INTERNET.netns, `http://${ORIGINS.en}/no-dns/${HOST}/${DNS_FAILS_SECONDS}`);
    const back = performance.now() + DNS_FAILS_SECONDS * 1000;
    while (performance.now() < back + PATIENCE_SECONDS * 1000) {
      const { milliseconds } = await connect(subject, { times: 1 });
      if (milliseconds.length > 0) return Math.max(0, (performance.now() - back) / 1000);
      await sleep(250);
    }
    throw new Error(`${subject.name}: not back ${PATIENCE_SECONDS} s after DNS`);
  });
}
