import { NGINX } from "../cases/sni-proxy-nginx.ts";
import { FOR_RELEASE, GATEWAY } from "../cases/usual.ts";
import { EGRESS_GATEWAY } from "../lab/topology.ts";
import { connect, LOADER, type Load } from "./load.ts";
import { inTurn } from "./measure.ts";
import { drained, heapOf, useOf } from "./processes.ts";
import { median, percentile } from "./statistics.ts";
import type { Subject } from "./subject.ts";
import { markdown } from "./table.ts";
import { withPolicy } from "./with-policy.ts";

/** Domains in one policy. */
const COUNTS: readonly number[] = [100, 1000, 5000];

const STRATEGIES: readonly { name: string; gen: readonly string[] }[] = [
  { name: "dynamic-dns", gen: ["--strategy", "dynamic-dns"] },
  { name: "sni-proxy, nginx", gen: NGINX },
  { name: "sni-proxy, Envoy", gen: [...GATEWAY, "--strategy", "sni-proxy", "--sni-proxy", "envoy"] },
  // The last, because it takes longest.
  { name: "direct", gen: ["--strategy", "direct"] },
];

interface Size {
  readonly pushSeconds: number;
  /** Of a new connection's p50 to that with no mesh between. */
  readonly connectRatio: number;
  readonly failures: number;
  /** Bytes that the policy adds to the heaps. */
  readonly sidecarHeap: number;
  readonly gatewayHeap: number;
  readonly nginxSeconds?: number;
  readonly nginxResident?: number;
}

/** @returns a table: every strategy with more and more domains in one policy. */
export async function scaleTable(rounds: number, say: (line: string) => void): Promise<string> {
  const subjects = STRATEGIES.flatMap(({ name, gen }) =>
    COUNTS.map((count) => ({ name, count, gen: [...FOR_RELEASE, "--domain", "@-", ...gen], input: domains(count) })),
  );
  const sizes = new Map(subjects.map((subject) => [subject, [] as Size[]]));
  const errors = new Map<Subject, string>();
  for (let round = 1; round <= rounds; round++) {
    for (const subject of subjects) {
      const head = `round ${round} of ${rounds}: ${subject.name}, ${subject.count}`;
      try {
        const size = await sizeOf(subject);
        sizes.get(subject)?.push(size);
        say(`${head}: ${JSON.stringify(size)}`);
      } catch (error) {
        // A size that the mesh does not bear is a result, and the next strategy may bear it.
        errors.set(subject, String(error).split("\n")[0] ?? "");
        say(`${head}: ${error}`);
      }
    }
  }
  const rows = subjects.map((subject) => {
    return rowOf(subject.name, subject.count, sizes.get(subject) ?? []).concat(
      errors.get(subject) ?? String(failuresOf(sizes.get(subject) ?? [])),
    );
  });
  return markdown(
    [
      "",
      "domains",
      "apply to last ACK",
      "sidecar's memory",
      "gateway's Envoy",
      "nginx, start",
      "nginx, memory",
      "a new connection, p50 ÷ no mesh",
      "failed",
    ],
    rows,
  );
}

/** So many wildcards, a line each; in the middle the one that is asked for. */
export function domains(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `*.domain-${index + 1}.example.org`);
  names[count >> 1] = "*.wikipedia.org";
  return `${names.join("\n")}\n`;
}

async function sizeOf(subject: Subject & { readonly count: number }): Promise<Size> {
  // A smaller policy before hardly matters, and waiting for its end takes most of a minute.
  if (subject.count === COUNTS[0]) await Promise.all([LOADER, EGRESS_GATEWAY].map(drained));
  const before = await heaps();
  return withPolicy(subject, async (arrival) => {
    const warmUp = await connect(subject, { concurrency: 8, times: 100 });
    const { own, base } = await inTurn(subject, (who) => connect(who, { seconds: 0.5 }));
    const after = await heaps();
    const { residentBytes } = await useOf(EGRESS_GATEWAY, "nginx");
    return {
      ...arrival,
      connectRatio: ratio(own, base),
      failures: [warmUp, own].flatMap(({ failures }) => Object.values(failures)).reduce((sum, one) => sum + one, 0),
      sidecarHeap: after.sidecar - before.sidecar,
      gatewayHeap: after.gateway - before.gateway,
      ...(arrival.nginxSeconds === undefined ? {} : { nginxResident: residentBytes }),
    };
  });
}

function ratio(own: Load, base: Load): number {
  if (own.milliseconds.length === 0 || base.milliseconds.length === 0) return Number.NaN;
  return percentile(own.milliseconds, 0.5) / percentile(base.milliseconds, 0.5);
}

async function heaps(): Promise<{ sidecar: number; gateway: number }> {
  const [sidecar, gateway] = await Promise.all([heapOf(LOADER), heapOf(EGRESS_GATEWAY)]);
  return { sidecar, gateway };
}

function rowOf(name: string, count: number, sizes: readonly Size[]): string[] {
  const of = (key: keyof Size) => median(sizes.flatMap(({ [key]: value }) => value ?? []));
  const show = (value: number | undefined, unit: string, digits = 1) =>
    value === undefined ? "–" : `${value.toFixed(digits)} ${unit}`;
  const compared = of("connectRatio");
  const megabytes = (key: keyof Size) => {
    const bytes = of(key);
    return bytes === undefined ? undefined : bytes / 1e6;
  };
  return [
    name,
    String(count),
    show(of("pushSeconds"), "s"),
    show(megabytes("sidecarHeap"), "MB"),
    show(megabytes("gatewayHeap"), "MB"),
    show(of("nginxSeconds"), "s", 2),
    show(megabytes("nginxResident"), "MB"),
    compared === undefined || Number.isNaN(compared) ? "–" : `×${compared.toFixed(2)}`,
  ];
}

function failuresOf(sizes: readonly Size[]): number {
  return sizes.reduce((sum, { failures }) => sum + failures, 0);
}
