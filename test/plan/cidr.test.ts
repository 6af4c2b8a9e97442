import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { cidrContains, PRIVATE_RANGES, parseCidr } from "../../src/plan/private-ranges.ts";

const refusal = (text: string): string => {
  try {
    parseCidr(text, { kind: "flag", flag: "--allow-private" });
  } catch (error) {
    if (error instanceof DiagnosticError) return JSON.stringify(error.diagnostics[0]);
    throw error;
  }
  throw new Error(`${text} was accepted`);
};

const isPrivate = (address: string): boolean =>
  PRIVATE_RANGES.some(({ cidr }) => cidrContains(parseCidr(cidr), parseCidr(address)));

describe("parseCidr", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["192.168.77.1", "192.168.77.1/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["FD00:0:0::/8", "fd00::/8"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1/128"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1/128"],
    ["::ffff:10.0.0.1", "::ffff:a00:1/128"],
    ["::", "::/128"],
    ["1::", "1::/128"],
  ])("reads %s as %s", (text, canonical) => {
    expect(parseCidr(text).text).toBe(canonical);
  });

  it.each([
    "",
    "10.0.0",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "fe80::1%eth0",
    "::/129",
    "x/8",
    "10.0.0.0/-1",
    "010.0.0.0/8",
  ])("refuses %j and points at the flag", (text) => {
    expect(refusal(text)).toContain('"flag":"--allow-private"');
  });

  it("names the network that was meant when host bits are set", () => {
    expect(refusal("10.1.2.3/8")).toContain("write 10.0.0.0/8 for the network or 10.1.2.3/32 for the one address");
    expect(refusal("fd00::1/8")).toContain("write fd00::/8 for the network");
  });

  it("writes every IPv6 network as an address that reads back as the same", () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, prefix) => {
        const { first } = parseCidr(address);
        const host = BigInt(128 - prefix);
        const network = parseCidr(address).text.replace(/\/128$/, "");
        expect(isIPv6(network)).toBe(true);
        expect(parseCidr(network).first).toBe(first);
        if ((first >> host) << host === first) expect(parseCidr(`${network}/${prefix}`).first).toBe(first);
        // URL's own IPv6 serializer follows RFC 5952.
        expect(`[${network}]`).toBe(new URL(`http://[${address}]/`).hostname);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("PRIVATE_RANGES", () => {
  it("are canonical, each family in order", () => {
    for (const { cidr } of PRIVATE_RANGES) expect(parseCidr(cidr).text).toBe(cidr);
    for (const version of [4, 6]) {
      const firsts = PRIVATE_RANGES.map(({ cidr }) => parseCidr(cidr)).filter((cidr) => cidr.version === version);
      expect(firsts.every((cidr, index) => index === 0 || cidr.first > (firsts[index - 1]?.first ?? -1n))).toBe(true);
    }
  });

  it.each([
    "0.0.0.0",
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.53",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.0.1",
    "240.240.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "2001:2::f0f0:1",
    "2002:a00:1::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
  ])("hold %s", (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a02:ec80::1",
  ])("do not hold %s", (address) => {
    expect(isPrivate(address)).toBe(false);
  });
});
