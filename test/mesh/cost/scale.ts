import { NGINX } from "../cases/sni-proxy-nginx.ts";
import { GATEWAY, NEWEST } from "../cases/usual.ts";
import { EGRESS_GATEWAY } from "../lab/topology.ts";
import { connect, LOADER } from "./load.ts";
import { heapOf, useOf } from "./processes.ts";
import { median, percentile } from "./statistics.ts";
import type { Subject } from "./subject.ts";
import { markdown } from "./table.ts";
import { withPolicy } from "./with-policy.ts";

/** Domains in one policy. */
const COUNTS: readonly number[] = [1, 100, 1000, 5000];

const STRATEGIES: readonly { name: string; gen: readonly string[] }[] = [
  { name: "direct", gen: ["--strategy", "direct"] },
  { name: "dynamic-dns", gen: ["--strategy", "dynamic-dns"] },
  { name: "sni-proxy, nginx", gen: NGINX },
  { name: "sni-proxy, Envoy", gen: [...GATEWAY, "--strategy", "sni-proxy", "--sni-proxy", "envoy"] },
];

interface Size {
  readonly pushSeconds: number;
  readonly connectMedian: number;
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
    COUNTS.map((count) => ({ name, count, gen: [...NEWEST, "--domain", "@-", ...gen], input: domains(count) })),
  );
  const sizes = new Map(subjects.map((subject) => [subject, [] as Size[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const subject of subjects) {
      const size = await sizeOf(subject);
      sizes.get(subject)?.push(size);
      say(`round ${round} of ${rounds}: ${subject.name}, ${subject.count}: ${JSON.stringify(size)}`);
    }
  }
  const rows = subjects.map((subject) => {
    const first = subjects.find(({ name }) => name === subject.name) ?? subject;
    return rowOf(subject.name, subject.count, sizes.get(subject) ?? [], sizes.get(first) ?? []);
  });
  const [one] = COUNTS;
  return markdown(
    [
      "",
      "domains",
      "apply to last ACK",
      "sidecar's memory",
      "gateway's Envoy",
      "nginx, start",
      "nginx, memory",
      `a new connection, p50 (× that of ${one})`,
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

async function sizeOf(subject: Subject): Promise<Size> {
  const before = await heaps();
  return withPolicy(subject, async (arrival) => {
    await connect(subject, { concurrency: 8, times: 100 });
    const { milliseconds, failures } = await connect(subject, { seconds: 2 });
    const after = await heaps();
    const { residentBytes } = await useOf(EGRESS_GATEWAY, "nginx");
    return {
      ...arrival,
      connectMedian: milliseconds.length > 0 ? percentile(milliseconds, 0.5) : Number.NaN,
      failures: Object.values(failures).reduce((sum, one) => sum + one, 0),
      sidecarHeap: after.sidecar - before.sidecar,
      gatewayHeap: after.gateway - before.gateway,
      ...(arrival.nginxSeconds === undefined ? {} : { nginxResident: residentBytes }),
    };
  });
}

async function heaps(): Promise<{ sidecar: number; gateway: number }> {
  const [sidecar, gateway] = await Promise.all([heapOf(LOADER), heapOf(EGRESS_GATEWAY)]);
  return { sidecar, gateway };
}

function rowOf(name: string, count: number, sizes: readonly Size[], first: readonly Size[]): string[] {
  const of = (key: keyof Size, all = sizes) => median(all.flatMap(({ [key]: value }) => value ?? []));
  const show = (value: number | undefined, unit: string, digits = 1) =>
    value === undefined ? "–" : `${value.toFixed(digits)} ${unit}`;
  const latency = of("connectMedian") ?? Number.NaN;
  const ratio = latency / (of("connectMedian", first) ?? Number.NaN);
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
    `${latency.toFixed(1)} ms (×${ratio.toFixed(2)})`,
    String(sizes.reduce((sum, { failures }) => sum + failures, 0)),
  ];
}
