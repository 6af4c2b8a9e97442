import { describe, expect, it } from "vitest";
import { contains, rangeOf } from "../../src/model/envoy/address-match.ts";
import { ChainIndex } from "../../src/model/envoy/chain-index.ts";
import type { ChainMatch, FilterChain, VirtualHost } from "../../src/model/envoy/listener.ts";
import { endingIn, NamePatterns, namePatterns } from "../../src/model/envoy/name-patterns.ts";
import { dotSuffixes, lookUpServerName, serverNameKey } from "../../src/model/envoy/server-names.ts";
import { DomainIndex, withoutPort } from "../../src/model/envoy/virtual-hosts.ts";

describe("ranges of addresses", () => {
  it.each([
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["10.1.2.3/8", "10.9.9.9", true],
    ["10.0.0.1", "10.0.0.1", true],
    ["10.0.0.1", "10.0.0.2", false],
    ["0.0.0.0/0", "255.255.255.255", true],
    ["10.0.0.1/32", "10.0.0.1", true],
    ["fd00::/8", "fd12::1", true],
    ["fd00::/8", "fe00::1", false],
    ["::/0", "10.0.0.1", false],
    ["fd00::1/128", "fd00::1", true],
  ])("%s holds %s: %s", (range, address, expected) => {
    expect(contains(rangeOf(range) ?? expect.fail(), address)).toBe(expected);
  });

  it.each(["", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/1.5", "fd00::/129"])("%j is none", (text) => {
    expect(rangeOf(text)).toBeUndefined();
  });

  it("hold no address that is none", () => {
    expect(contains(rangeOf("0.0.0.0/0") ?? expect.fail(), "x")).toBe(false);
  });

  it("are written with the address as it was, and begin where the network does", () => {
    expect(rangeOf("10.1.2.3/8")).toEqual({ text: "10.1.2.3/8", version: 4, first: 0x0a000000n, prefix: 8 });
    expect(rangeOf("::1")).toEqual({ text: "::1/128", version: 6, first: 1n, prefix: 128 });
  });
});

describe("server names", () => {
  it.each([
    ["wikipedia.org", "wikipedia.org"],
    ["*.wikipedia.org", ".wikipedia.org"],
    ["*wikipedia.org", undefined],
    ["*", undefined],
    ["*.", undefined],
    ["en.*.org", undefined],
    ["*.*.org", undefined],
    ["*.en.*", undefined],
    ["x*.wikipedia.org", undefined],
  ])("%s is kept as %s", (name, expected) => {
    expect(serverNameKey(name)).toBe(expected);
  });

  it("have the ends that wildcards are for", () => {
    expect(dotSuffixes("en.wikipedia.org")).toEqual([".wikipedia.org", ".org"]);
    expect(dotSuffixes("*.org")).toEqual([".org"]);
    expect(dotSuffixes(".org")).toEqual([".org"]);
    expect(dotSuffixes("localhost")).toEqual([]);
  });

  it("are looked up by themselves, by the nearest wildcard, and then without a name", () => {
    const table = new Map(["wikipedia.org", ".wikipedia.org", ".org", ""].map((key) => [key, key]));
    const names = ["wikipedia.org", "en.wikipedia.org", "en.m.wikipedia.org", "example.org", ".org", ".x.org", "a", ""];
    const found = names.map((name) => lookUpServerName(name, table));
    expect(found).toEqual(["wikipedia.org", ".wikipedia.org", ".wikipedia.org", ".org", ".org", ".org", "", ""]);
    expect(lookUpServerName(".wikipedia.org", new Map([[".org", 1]]))).toBe(1);
    expect(lookUpServerName("org", new Map([[".org", 1]]))).toBeUndefined();
  });
});

describe("name patterns", () => {
  it("tell names below a wildcard apart by any other name below it", () => {
    const differs = (pattern: string) => new NamePatterns([pattern], undefined).differsBelow(".wikipedia.org");
    expect(["en.wikipedia.org", "*.m.wikipedia.org", "EN.Wikipedia.org"].map(differs)).toEqual([true, true, true]);
    expect(["*.wikipedia.org", ".wikipedia.org", "wikipedia.org", "*"].map(differs)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(new NamePatterns([], "an expression").differsBelow(".wikipedia.org")).toBe(true);
    expect(new NamePatterns(["*.wikipedia.org", "a.wikipedia.org"], undefined).differsBelow(".wikipedia.org")).toBe(
      true,
    );
  });

  it("are in lower case, each once", () => {
    expect(new NamePatterns(["A.org", "a.org", "b.org"], undefined).patterns()).toEqual(["a.org", "b.org"]);
  });

  it("are none without conditions", () => {
    expect(namePatterns([])).toBeUndefined();
    expect(namePatterns([], "an expression")?.otherwise).toBe("an expression");
    expect(namePatterns(["a.org"])?.otherwise).toBeUndefined();
    expect(namePatterns(["a.org"])?.patterns()).toEqual(["a.org"]);
  });

  it("of an ending have the ending itself, unless it is no name", () => {
    expect(endingIn("pedia.org")).toEqual(["*pedia.org", "pedia.org"]);
    expect(endingIn(".wikipedia.org")).toEqual(["*.wikipedia.org"]);
    expect(endingIn("")).toEqual(["*"]);
  });
});

describe("filter chains, told apart by names", () => {
  const chain = (match: Partial<ChainMatch>): FilterChain => ({
    match: { serverNames: [], prefixRanges: [], transport: "", applicationProtocols: [], ...match },
    terminates: undefined,
    filters: [],
    ref: undefined,
    service: undefined,
  });
  const named = (...serverNames: readonly string[]) => chain({ serverNames });
  const indexOf = (...chains: readonly FilterChain[]) => new ChainIndex({ chains });

  it("differ below a wildcard where one is for a name below it", () => {
    const index = indexOf(named("en.wikipedia.org", "*.m.wikipedia.org"), named("*.example.org"), named());
    expect(
      [".wikipedia.org", ".m.wikipedia.org", ".example.org", ".org"].map((one) => index.differsBelow(one)),
    ).toEqual([true, false, false, true]);
    expect(index.patterns()).toEqual(["en.wikipedia.org", "*.m.wikipedia.org", "*.example.org", "*"]);
    expect(index.otherwise).toBeUndefined();
  });

  it("are refused where two are for the same connections, or a wildcard is none", () => {
    const twice = named("a.org");
    expect(indexOf(named("a.org"), twice, named("x*.org")).problem).toEqual({
      says: "two filter chains match the same connections (a.org)",
      chain: twice,
    });
    const all = chain({});
    expect(indexOf(chain({}), all).problem).toEqual({
      says: "two filter chains match the same connections",
      chain: all,
    });
    const partial = named("x*.org");
    expect(indexOf(partial).problem).toEqual({ says: 'Envoy takes no wildcard such as "x*.org"', chain: partial });
    expect(indexOf(named("a.org"), named("b.org")).problem).toBeUndefined();
  });

  it("are known by server name alone, where nothing else decides", () => {
    const [tls, any, raw] = [
      chain({ serverNames: ["a.org"], transport: "tls" }),
      chain({ serverNames: ["*.b.org"] }),
      chain({ serverNames: ["c.org"], transport: "raw_buffer" }),
    ];
    const alpn = chain({ serverNames: ["d.org"], applicationProtocols: ["h2"] });
    expect([...(indexOf(tls, any, raw, alpn).byServerName() ?? [])]).toEqual([
      ["a.org", tls],
      [".b.org", any],
    ]);
    const range = rangeOf("10.0.0.0/8") ?? expect.fail();
    const inRange = chain({ serverNames: ["a.org"], prefixRanges: [range] });
    expect(indexOf(inRange).byServerName()).toBeUndefined();
    expect(indexOf(tls, inRange).byServerName()).toBeUndefined();
    expect(indexOf().byServerName()).toBeUndefined();
  });

  it("prefer TLS to any transport by server name", () => {
    const tls = chain({ serverNames: ["a.org"], transport: "tls" });
    expect(indexOf(named("a.org"), tls).byServerName()?.get("a.org")).toBe(tls);
  });

  it("of a range come before those for every address, however wide it is", () => {
    const half = chain({ prefixRanges: [rangeOf("0.0.0.0/1") ?? expect.fail()] });
    const [any, other] = [chain({}), chain({ prefixRanges: [rangeOf("128.0.0.0/1") ?? expect.fail()] })];
    const index = indexOf(any, half, other);
    expect(index.problem).toBeUndefined();
    const asked = { serverName: "", transport: "tls", applicationProtocols: [] } as const;
    const found = ["10.0.0.1", "200.0.0.1", "fd00::1"].map((address) => index.find({ address, ...asked }));
    const chains: readonly (FilterChain | undefined)[] = [any, half, other];
    expect(found.map((one) => chains.indexOf(one))).toEqual([1, 2, 0]);
  });

  it("of the same range of addresses in the two versions are not the same", () => {
    const [four, six] = [rangeOf("0.0.0.0/0") ?? expect.fail(), rangeOf("::/0") ?? expect.fail()];
    const chains = [chain({ prefixRanges: [four] }), chain({ prefixRanges: [six] })];
    const index = indexOf(...chains);
    expect(index.problem).toBeUndefined();
    const asked = { serverName: "", transport: "tls", applicationProtocols: [] } as const;
    expect(index.find({ address: "10.0.0.1", ...asked })).toBe(chains[0]);
    expect(index.find({ address: "fd00::1", ...asked })).toBe(chains[1]);
  });
});

describe("virtual hosts, told apart by names", () => {
  const host = (name: string, ...domains: readonly string[]): VirtualHost => ({
    name,
    domains,
    routes: [],
    ref: undefined,
  });
  const indexOf = (...hosts: readonly VirtualHost[]) => new DomainIndex(hosts);

  it("differ below a wildcard where one is for a name below it", () => {
    const differs = (domain: string) => indexOf(host("one", domain)).differsBelow(".wikipedia.org");
    expect(["en.wikipedia.org", "*.m.wikipedia.org", "en.*"].map(differs)).toEqual([true, true, true]);
    expect(["*.wikipedia.org", "*", "example.org"].map(differs)).toEqual([false, false, false]);
  });

  it("say what they are for", () => {
    const index = indexOf(host("one", "a.org", "*.b.org", "*"), host("two", "c.org"));
    expect(index.patterns()).toEqual(["a.org", "c.org", "*.b.org"]);
    expect(index.otherwise).toBeUndefined();
    expect(indexOf(host("one", "a.*")).otherwise).toBe("domains that give the beginning of a name");
  });

  it("are looked up whatever the case, and the first of two with one domain is taken", () => {
    const index = indexOf(host("one", "a.org", "*.b.org", "c.*", "*"), host("two", "a.org", "*.b.org", "c.*", "*"));
    expect(["A.org", "x.b.org", "c.com", "other"].map((name) => index.find(name)?.name)).toEqual(Array(4).fill("one"));
  });

  it("take at least one character for a star", () => {
    const index = indexOf(host("end", "*.b.org"), host("part", "*pedia.org"), host("start", "c.*"));
    expect([".b.org", "pedia.org", "c.", "c", ""].map((name) => index.find(name)?.name)).toEqual(
      Array(5).fill(undefined),
    );
    expect(["x.b.org", "wikipedia.org", "c.d"].map((name) => index.find(name)?.name)).toEqual(["end", "part", "start"]);
  });

  it("know a name with its port cut off", () => {
    expect(["En.wikipedia.org:8443", "a.org", "a.org:", "x:1:2"].map(withoutPort)).toEqual([
      "en.wikipedia.org",
      "a.org",
      "a.org:",
      "x:1",
    ]);
  });
});
