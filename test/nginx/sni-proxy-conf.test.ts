import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { concat, variable } from "../../src/nginx/directive.ts";
import { parseConf } from "../../src/nginx/parse-conf.ts";
import { printConf } from "../../src/nginx/print-conf.ts";
import { sniProxyConf } from "../../src/nginx/sni-proxy-conf.ts";
import type { SniProxyOptions } from "../../src/nginx/sni-proxy-options.ts";
import { parseHostPattern } from "../../src/plan/host-pattern.ts";
import { EXAMPLES, server, WIKIPEDIA } from "./support/conf-examples.ts";

const RESOLVER = { addresses: ["10.96.0.10"], ipFamily: "ipv4" } as const;
const PLAIN: SniProxyOptions = { servers: [WIKIPEDIA], resolver: RESOLVER };

describe("sniProxyConf", () => {
  it.each(Object.entries(EXAMPLES))("%s", async (name, options) => {
    await expect(printConf(sniProxyConf(options))).toMatchFileSnapshot(`golden/${name}.conf`);
  });

  it("does not depend on the order of domains, nor on repeats", () => {
    const conf = (domains: string[]): string =>
      printConf(sniProxyConf({ ...PLAIN, servers: [server("a", 18443, 443, domains)] }));
    expect(conf(["b.org", "*.b.org", "a.b.org", "a.org", "b.org"])).toBe(
      conf(["a.org", "a.b.org", "*.b.org", "b.org"]),
    );
  });

  it("has no captures in its patterns", () => {
    expect(printConf(sniProxyConf(PLAIN))).not.toMatch(/\((?!\?[:=!])/);
  });

  it("names the user and the module only when asked", () => {
    const head = (options: Partial<SniProxyOptions>): string =>
      printConf(sniProxyConf({ ...PLAIN, ...options }).slice(0, 2));
    expect(head({})).toBe("worker_processes 1;\nworker_rlimit_nofile 2129;\n");
    expect(head({ loadModule: "modules/ngx_stream_module.so", user: "www-data" })).toBe(
      "load_module modules/ngx_stream_module.so;\nuser www-data;\n",
    );
  });

  it("puts into the map exactly what was accepted as domains, whatever was typed: 10,000 lists", () => {
    const label = fc.oneof(
      fc.stringMatching(/^[a-z0-9]{1,8}$/),
      fc.stringMatching(/^[a-z0-9-]{1,8}$/),
      fc.constantFrom("x", "org", "default", "include", "*", "bücher"),
    );
    const typed = fc.oneof(
      { weight: 4, arbitrary: fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")) },
      { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(..."a.*$;{}\"'\\#~ \n\0/:x"), maxLength: 12 }) },
    );
    const accepted = (text: string): string[] => {
      try {
        return [parseHostPattern(text, { kind: "default" }).text];
      } catch (error) {
        expect(error).toBeInstanceOf(DiagnosticError);
        return [];
      }
    };
    let lists = 0;
    fc.assert(
      fc.property(fc.array(typed, { minLength: 2, maxLength: 8 }), (texts) => {
        const domains = texts.flatMap(accepted);
        if (domains.length === 0) return;
        lists += 1;
        const conf = printConf(sniProxyConf({ ...PLAIN, servers: [server("p", 18443, 443, domains)] }));
        const stream = parseConf(conf).find((one) => one.name === "stream");
        const map = stream?.block?.find(
          (one) => one.name === "map" && JSON.stringify(one.args[1]) === '{"kind":"variable","name":"dial_p"}',
        );
        const [hostnames, fallback, ...entries] = map?.block ?? [];
        expect([hostnames?.name, fallback?.name, fallback?.args]).toEqual(["hostnames", "default", [""]]);
        expect(new Set(entries.map((entry) => entry.name))).toEqual(new Set(domains));
        expect(
          entries.every(
            (entry) => JSON.stringify(entry.args) === JSON.stringify([concat(variable("clean_name"), ":443")]),
          ),
        ).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(lists).toBeGreaterThan(5000);
  });
});

describe("sniProxyConf refuses", () => {
  const withServer = (change: Partial<SniProxyOptions["servers"][number]>): SniProxyOptions => ({
    ...PLAIN,
    servers: [{ ...WIKIPEDIA, ...change }],
  });
  const listen = (address: string, port: number) => ({ listen: { address, port } });

  it.each<[string, string, SniProxyOptions]>([
    ["no server", "nginx-no-servers", { ...PLAIN, servers: [] }],
    ["no domains", "nginx-no-domains", withServer({ domains: [] })],
    ["a domain that is none", "nginx-domain", withServer({ domains: ["*.wikipedia.org; }"] })],
    ["a domain in capitals", "nginx-domain", withServer({ domains: ["Wikipedia.org"] })],
    ["a pattern of nginx as domain", "nginx-domain", withServer({ domains: ["~^.*$"] })],
    ["a word of nginx as domain", "nginx-domain", withServer({ domains: ["default"] })],
    ["an address as domain", "nginx-domain", withServer({ domains: ["127.0.0.1"] })],
    ["a dot in front", "nginx-domain", withServer({ domains: [".wikipedia.org"] })],
    ["a name that is none", "nginx-server-name", withServer({ name: "a b" })],
    ["a name too long", "nginx-server-name", withServer({ name: "a".repeat(64) })],
    ["port 0", "nginx-port", withServer(listen("127.0.0.1", 0))],
    ["port 65536", "nginx-port", withServer({ upstreamPort: 65536 })],
    ["a host name to listen on", "nginx-listen", withServer(listen("localhost", 18443))],
    ["an IPv6 address without brackets", "nginx-listen", withServer(listen("::1", 18443))],
    ["a socket file to listen on", "nginx-listen", withServer(listen("unix:/tmp/x", 18443))],
    ["a loop", "nginx-loop", withServer(listen("127.0.0.1", 443))],
    [
      "a loop over two servers",
      "nginx-loop",
      { ...PLAIN, servers: [server("a", 18443, 8443, ["a.org"]), server("b", 8443, 443, ["b.org"])] },
    ],
    [
      "two servers at one place",
      "nginx-listen-collision",
      { ...PLAIN, servers: [server("a", 18443, 443, ["a.org"]), server("b", 18443, 443, ["b.org"])] },
    ],
    [
      "two servers of one name",
      "nginx-server-name",
      { ...PLAIN, servers: [server("a", 18443, 443, ["a.org"]), server("a", 18444, 443, ["b.org"])] },
    ],
    ["no resolver", "nginx-resolver", { ...PLAIN, resolver: { ...RESOLVER, addresses: [] } }],
    ["a resolver that is none", "nginx-resolver", { ...PLAIN, resolver: { ...RESOLVER, addresses: ["10.0.0.1; x"] } }],
    [
      "a resolver of IPv6 without brackets",
      "nginx-resolver",
      { ...PLAIN, resolver: { ...RESOLVER, addresses: ["fd00::a"] } },
    ],
    [
      "a resolver with a port that is none",
      "nginx-resolver",
      { ...PLAIN, resolver: { ...RESOLVER, addresses: ["10.0.0.1:70000"] } },
    ],
    ["an address that is none", "nginx-resolver", { ...PLAIN, resolver: { ...RESOLVER, addresses: ["10.0.0.256"] } }],
    ["no connections", "nginx-number", { ...PLAIN, maxConnections: 0 }],
    ["half a worker", "nginx-number", { ...PLAIN, workerProcesses: 0.5 }],
    ["no time", "nginx-number", { ...PLAIN, timeouts: { idleSeconds: 0 } }],
    ["a month of time", "nginx-number", { ...PLAIN, timeouts: { idleSeconds: 2_592_000 } }],
    [
      "half a second of DNS, which nginx cannot say",
      "nginx-number",
      { ...PLAIN, resolver: { ...RESOLVER, validSeconds: 0.5 } },
    ],
    ["a time that is none", "nginx-number", { ...PLAIN, shutdownSeconds: Number.NaN }],
  ])("%s", (_title, code, options) => {
    let caught: unknown;
    try {
      sniProxyConf(options);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ name: "DiagnosticError", diagnostics: [{ severity: "error", code }] });
  });

  it("everything at once, not only the first", () => {
    expect(() => sniProxyConf({ ...PLAIN, servers: [], maxConnections: -1 })).toThrow(/no server.*\n.*out of range/);
  });
});
