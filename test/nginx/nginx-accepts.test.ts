import { rmSync } from "node:fs";
import { expect, it } from "vitest";
import { printConf } from "../../src/nginx/print-conf.ts";
import { sniProxyConf } from "../../src/nginx/sni-proxy-conf.ts";
import type { SniProxyOptions } from "../../src/nginx/sni-proxy-options.ts";
import { EXAMPLES, server, WIKIPEDIA } from "./support/conf-examples.ts";
import { describeWithNginx, isAtLeast } from "./support/installed-nginx.ts";
import { inFolder } from "./support/live-proxy.ts";
import { makeRunDir, testConf } from "./support/nginx-process.ts";
import { nameOfLength } from "./support/sni-table.ts";

const RESOLVER = { addresses: ["127.0.0.1"], ipFamily: "ipv4" } as const;

const many = (count: number, name: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => name(index));
/** Names of many lengths, the same in every run. */
const uneven = (index: number): string =>
  `${"x".repeat((index * 7919) % 50)}${index}.${"y".repeat(1 + ((index * 31) % 60))}.org`;

/** Letters without any order, the same in every run: names of a pattern spread over a hash table by luck. */
function shuffled(length: number, index: number): string {
  let state = index + 1;
  const letters = Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(97 + ((state >>> 16) % 26));
  });
  return letters.join("");
}
const longShuffled = (index: number): string =>
  [0, 1, 2, 3].map((part) => shuffled(part === 3 ? 57 : 63, 4 * index + part)).join(".");

const SIZES: Readonly<Record<string, readonly string[]>> = {
  "one name of 134 characters": [nameOfLength(134)],
  "one name of 253 characters": [nameOfLength(253)],
  "one wildcard above 251 characters": [`*.${nameOfLength(251)}`],
  "1,000 names of 253 characters": many(
    1000,
    (index) => `${index}.${nameOfLength(253).slice(-(252 - String(index).length))}`,
  ),
  "1,000 names of 249 characters without any order": many(1000, longShuffled),
  "10,000 names without any order": many(10_000, (index) => `${shuffled(8 + (index % 40), index)}.${index}.org`),
  "10,000 exact names": many(10_000, (index) => `name-${index}.example.org`),
  "10,000 wildcards": many(10_000, (index) => `*.name-${index}.example.org`),
  "10,000 wildcards on top-level domains": many(10_000, (index) => `*.t${index}`),
  "10,000 names of all lengths, both ways": many(5000, uneven).flatMap((name) => [name, `*.${name}`]),
};

describeWithNginx("nginx -t", (installed) => {
  /** What nginx says of the options, with its files in a folder of the test's own. */
  function verdict(options: SniProxyOptions): ReturnType<typeof testConf> {
    const folder = makeRunDir();
    try {
      return testConf(printConf(sniProxyConf({ ...options, ...inFolder(folder, installed) })));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each(Object.entries(EXAMPLES))("accepts %s without a word", (_name, options) => {
    expect(verdict(options)).toMatchObject({ clean: true });
  });

  it.each(Object.entries(SIZES))("accepts %s without a word", (_name, domains) => {
    expect(domains.every((domain) => domain.replace("*.", "").length <= 253)).toBe(true);
    expect(verdict({ servers: [server("p", 18443, 443, domains)], resolver: RESOLVER })).toMatchObject({ clean: true });
  });

  it("accepts 1,000 servers with the longest names without a word", () => {
    const servers = many(1000, (index) => `${"long-".repeat(11)}${index}`).map((name, index) =>
      server(name, 20_000 + index, 443, [`*.${index}.example.org`]),
    );
    expect(verdict({ servers, resolver: RESOLVER })).toMatchObject({ clean: true });
  });

  it("knows ipv4=off from 1.23.1 on", () => {
    const { output, clean } = verdict({ servers: [WIKIPEDIA], resolver: { ...RESOLVER, ipFamily: "ipv6" } });
    if (isAtLeast(installed, [1, 23, 1])) expect(clean).toBe(true);
    else expect(output).toMatch(/host not found in resolver "ipv4=off"/);
  });

  it("would complain without the sizes: so they are needed", () => {
    const folder = makeRunDir();
    const conf = printConf(
      sniProxyConf({
        servers: [server("p", 18443, 443, [nameOfLength(253)])],
        resolver: RESOLVER,
        ...inFolder(folder, installed),
      }),
    );
    rmSync(folder, { recursive: true });
    expect(testConf(conf.replace(/^ *map_hash.*\n/gm, "")).output).toContain("could not build map_hash");
  });
});
