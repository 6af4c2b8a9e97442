import { describe, expect, test } from "vitest";
import { covers, overlaps, parseHostPattern } from "../../src/plan/host-pattern.ts";
import { expectWhole, faultsOf } from "../support/faults.ts";
import { flagOrigin } from "../support/request.ts";

const parse = (text: string) => parseHostPattern(text, flagOrigin("domain", text));

const LABEL_63 = "a".repeat(63);
/** 253 characters. */
const NAME_253 = `${[LABEL_63, LABEL_63, LABEL_63].join(".")}.${"b".repeat(57)}.org`;

describe("what is taken", () => {
  test.each([
    ["*.wikipedia.org", "*.wikipedia.org"],
    [".wikipedia.org", "*.wikipedia.org"],
    ["www.wikipedia.org", "www.wikipedia.org"],
    ["  *.wikipedia.org\t", "*.wikipedia.org"],
    ["*.WikiPedia.ORG", "*.wikipedia.org"],
    ["*.bücher.example", "*.xn--bcher-kva.example"],
    ["BÜCHER.example", "xn--bcher-kva.example"],
    ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
    ["wikipedia。org", "wikipedia.org"],
    ["faß.example", "xn--fa-hia.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["*.org", "*.org"],
    ["1.example", "1.example"],
    ["1.2.3.4.example", "1.2.3.4.example"],
    [`${LABEL_63}.org`, `${LABEL_63}.org`],
    [NAME_253, NAME_253],
    [`*.${NAME_253.slice(2)}`, `*.${NAME_253.slice(2)}`],
  ])("%s", (text, canonical) => {
    const pattern = parse(text);
    expect(pattern.text).toBe(canonical);
    expect(pattern.wildcard).toBe(canonical.startsWith("*."));
    expect(pattern.base).toBe(canonical.replace("*.", ""));
    // Canonical text is a fixed point.
    expect(parse(canonical).text).toBe(canonical);
  });
});

describe("what is refused, and what is advised instead", () => {
  test.each<[text: string, code: string, fix: RegExp]>([
    ["", "empty-domain", /stray comma/],
    ["   ", "empty-domain", /\*\.wikipedia\.org/],
    ["*", "catch-all", /\*\.wikipedia\.org/],
    ["*.*", "catch-all", /name the domains/],
    ["en.*.org", "misplaced-wildcard", /one by one/],
    ["*.*.org", "misplaced-wildcard", /one by one/],
    ["en.*.wikipedia.org", "misplaced-wildcard", /'\*\.wikipedia\.org'/],
    ["*foo.com", "misplaced-wildcard", /'\*\.foo\.com'/],
    ["foo*.com", "misplaced-wildcard", /'\*\.foo\.com'/],
    ["*-foo.com", "misplaced-wildcard", /'\*\.foo\.com'/],
    ["foo*.wikipedia.org", "misplaced-wildcard", /'\*\.wikipedia\.org'/],
    ["**.x.org", "misplaced-wildcard", /'\*\.x\.org'/],
    ["**", "misplaced-wildcard", /one by one/],
    ["*foo", "misplaced-wildcard", /one by one/],
    ["www.wikipedia.*", "misplaced-wildcard", /one by one/],
    ["wikipedia..org", "empty-label", /extra dot/],
    ["*..org", "empty-label", /extra dot/],
    [".", "empty-label", /extra dot/],
    ["..org", "empty-label", /extra dot/],
    [`${"a".repeat(64)}.org`, "label-too-long", /check/],
    [`x${NAME_253}`, "name-too-long", /shorten/],
    [`b.${NAME_253}`, "name-too-long", /shorten/],
    [`*.${NAME_253}`, "name-too-long", /shorten/],
    ["192.0.2.1", "ip-address", /ServiceEntry/],
    ["*.192.0.2.1", "ip-address", /name the host/],
    ["::1", "ip-address", /name the host/],
    ["[2001:db8::1]", "ip-address", /name the host/],
    ["fe80::1%eth0", "ip-address", /name the host/],
    ["::ffff:192.0.2.1", "ip-address", /name the host/],
    ["0x7f000001", "ip-address", /name the host/],
    ["2130706433", "ip-address", /name the host/],
    ["１９２.0.2.1", "ip-address", /name the host/],
    ["10.0.0.0/8", "ip-address", /name the hosts/],
    ["fd00::/8", "ip-address", /name the hosts/],
    ["127.1", "numeric-tld", /check/],
    ["example.123", "numeric-tld", /check/],
    ["https://en.wikipedia.org/wiki/Istio", "url-for-domain", /--domain 'en\.wikipedia\.org'/],
    ["https://*.wikipedia.org", "url-for-domain", /--domain '\*\.wikipedia\.org'/],
    ["https://user:secret@www.wikipedia.org:8443/x?y#z", "url-for-domain", /--domain 'www\.wikipedia\.org'/],
    ["HTTP://www.wikipedia.org", "url-for-domain", /--domain 'www\.wikipedia\.org'/],
    ["file:///etc/passwd", "url-for-domain", /www\.example\.org/],
    ["*.wikipedia.org/wiki", "path-for-domain", /--domain '\*\.wikipedia\.org'/],
    ["*.wikipedia.org:8443", "port-for-domain", /--domain '\*\.wikipedia\.org' --port 8443/],
    ["*.wikipedia.org.", "trailing-dot", /--domain '\*\.wikipedia\.org'/],
    ["wikipedia.org..", "trailing-dot", /--domain 'wikipedia\.org'/],
    ["*.", "trailing-dot", /such as \*\.wikipedia\.org/],
    ["...", "trailing-dot", /such as/],
    ["localhost", "short-name", /full name/],
    ["wiki_pedia.org", "bad-label", /check/],
    ["-wikipedia.org", "bad-label", /check/],
    ["wikipedia-.org", "bad-label", /check/],
    ["wiki pedia.org", "bad-label", /check/],
    ["wiki\npedia.org", "bad-label", /check/],
    ["wiki\0pedia.org", "bad-label", /check/],
    ["wikipedia.org;evil.org", "bad-label", /check/],
    ["$ssl_preread_server_name.org", "bad-label", /check/],
    ["unix:.wikipedia.org", "bad-label", /check/],
    ["a@b.org", "bad-label", /check/],
    ["bü cher.example", "bad-domain", /spelling/],
    ["bü%63her.example", "bad-domain", /spelling/],
    ["\u202e.example", "bad-domain", /spelling/],
    ["＊.example", "bad-label", /check/],
  ])("%j", async (text, code, fix) => {
    const [fault, ...more] = await faultsOf(() => parse(text));
    expect(more).toEqual([]);
    expect(fault).toMatchObject({ code, at: flagOrigin("domain", text), fix: expect.stringMatching(fix) });
    if (fault !== undefined) expectWhole(fault);
  });
});

describe("what covers what", () => {
  test.each([
    ["*.wikipedia.org", "en.wikipedia.org", true],
    ["*.wikipedia.org", "en.m.wikipedia.org", true],
    ["*.wikipedia.org", "*.m.wikipedia.org", true],
    ["*.wikipedia.org", "*.wikipedia.org", true],
    ["*.wikipedia.org", "wikipedia.org", false],
    ["*.wikipedia.org", "evilwikipedia.org", false],
    ["*.wikipedia.org", "*.org", false],
    ["en.wikipedia.org", "*.wikipedia.org", false],
    ["en.wikipedia.org", "m.en.wikipedia.org", false],
  ])("%s and %s: %s", (outer, inner, expected) => {
    expect(covers(parse(outer), parse(inner))).toBe(expected);
    expect(overlaps(parse(outer), parse(inner))).toBe(expected || covers(parse(inner), parse(outer)));
  });
});
