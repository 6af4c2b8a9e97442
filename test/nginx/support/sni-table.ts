import { clientHello, helloFor, type ServerName } from "./client-hello.ts";
import type { DnsAnswer } from "./dns-stub.ts";
import type { Sending } from "./raw-client.ts";

/** The live conf lists these, and nothing else. */
export const LISTED = ["*.wikipedia.org", "www.example.org"];

/** Where the names lead. 127.0.0.1 is the proxy itself, and has no origin. */
export const EN = "127.0.0.2";
export const DE = "127.0.0.3";
export const WWW = "127.0.0.4";
export const INSIDE = "127.0.0.5";
/** The origin behind everything that is not listed: reached means that the proxy is open. */
export const FOREIGN = "127.0.0.6";
export const ORIGINS = [EN, DE, WWW, INSIDE, FOREIGN];
/** No origin here: connections are refused. */
const DEAD = "127.0.0.7";

/** The stub's zone. Names below a listed wildcard lead to EN unless said otherwise, and every other name to FOREIGN. */
export function zone(name: string): DnsAnswer {
  const special: Readonly<Record<string, DnsAnswer>> = {
    "de.wikipedia.org": [DE],
    "www.example.org": [WWW],
    "inside.wikipedia.org": [INSIDE],
    "loop.wikipedia.org": ["127.0.0.1"],
    "closed.wikipedia.org": [DEAD],
    "half-dead.wikipedia.org": [DEAD, EN],
    "alias.wikipedia.org": { cname: "evil.example.com", addresses: [FOREIGN] },
    "empty.wikipedia.org": [],
    "silent.wikipedia.org\nforged": "nxdomain",
    "nowhere.wikipedia.org": "nxdomain",
    "broken.wikipedia.org": "servfail",
    "silent.wikipedia.org": "silence",
  };
  return special[name] ?? (name.endsWith(".wikipedia.org") ? [EN] : [FOREIGN]);
}

export interface Row {
  readonly title: string;
  readonly sending: Sending;
  /** The address that must be reached, or refusal: the connection ends without a byte from anywhere. */
  readonly expected: string | "refused";
  readonly why: string;
}

/** Names as they are, one row each. `latin1` so that any byte can be written. */
function names(expected: Row["expected"], why: string, list: readonly string[]): Row[] {
  return list.map((name) => ({
    title: `${JSON.stringify(name.length > 60 ? `${name.slice(0, 40)}…` : name)} (${name.length} bytes)`,
    sending: { pieces: [helloFor(Buffer.from(name, "latin1"))] },
    expected,
    why,
  }));
}

function row(title: string, expected: Row["expected"], why: string, sending: Sending): Row {
  return { title, sending, expected, why };
}

/** A name of exactly this many bytes below wikipedia.org, of labels that are as long as they may be. */
export function nameOfLength(bytes: number): string {
  const suffix = ".wikipedia.org";
  const filler = `${"a".repeat(62)}.`.repeat(Math.ceil(bytes / 63)).slice(0, bytes - suffix.length);
  // A dot at the end of the filler would make an empty label.
  return (filler.endsWith(".") ? `${filler.slice(0, -2)}.a`.slice(0, filler.length) : filler) + suffix;
}

const utf8 = (text: string): string => Buffer.from(text).toString("latin1");
const listed = (name: string): ServerName => ({ name: Buffer.from(name) });

const ALLOWED: readonly Row[] = [
  ...names(EN, "a name below the wildcard", [
    "en.wikipedia.org",
    "a.wikipedia.org",
    "0.wikipedia.org",
    "a-b.wikipedia.org",
  ]),
  ...names(DE, "another name, another address", ["de.wikipedia.org"]),
  ...names(EN, "case does not matter in DNS", ["EN.WIKIPEDIA.ORG", "eN.wIkIpEdIa.OrG"]),
  ...names(EN, "a wildcard covers any depth", [
    "en.m.wikipedia.org",
    "a.b.c.d.e.f.wikipedia.org",
    `${"a.".repeat(119)}wikipedia.org`,
  ]),
  ...names(EN, "an A-label is a plain label", ["xn--bcher-kva.wikipedia.org"]),
  ...names(EN, "the longest label and the longest name of DNS", [`${"a".repeat(63)}.wikipedia.org`, nameOfLength(253)]),
  ...names(EN, "looks like an address in front; it is a name", ["127.0.0.6.wikipedia.org", "1.wikipedia.org"]),
  ...names(EN, "words of nginx mean nothing as labels", [
    "default.wikipedia.org",
    "hostnames.wikipedia.org",
    "unix.wikipedia.org",
  ]),
  ...names(WWW, "an exact name of the list", ["www.example.org", "WWW.Example.org"]),
];

const OTHER_NAMES: readonly Row[] = [
  ...names("refused", "the apex is not below the wildcard", ["wikipedia.org", "WIKIPEDIA.ORG"]),
  ...names("refused", "SNI has no trailing dot (RFC 6066)", [
    "en.wikipedia.org.",
    "wikipedia.org.",
    "www.example.org.",
  ]),
  ...names("refused", "not on the list", ["evil.example.com", "example.org", "a.www.example.org", "org", "com"]),
  ...names("refused", "the suffix must begin at a dot", ["evilwikipedia.org", "en-wikipedia.org"]),
  ...names("refused", "the suffix must be the end", [
    "en.wikipedia.org.evil.example.com",
    "en.wikipedia.orgx",
    "wikipedia.org.en",
    "en.wikipedia.or",
  ]),
  ...names("refused", "an empty label is no name", [
    ".wikipedia.org",
    "..wikipedia.org",
    "en..wikipedia.org",
    ".",
    "..",
    ".en.wikipedia.org",
  ]),
  ...names("refused", "a name of the cluster or of this host", [
    "localhost",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ]),
  ...names("refused", "an address literal is no name", [
    FOREIGN,
    "::1",
    "[::1]",
    "0x7f000006",
    "2130706438",
    "127.6",
    "169.254.169.254",
  ]),
  ...names("refused", "longer than a DNS name can be", [
    nameOfLength(254),
    nameOfLength(300),
    nameOfLength(1000),
    nameOfLength(15000),
  ]),
  ...names("refused", "a label of 64 characters", [`${"a".repeat(64)}.wikipedia.org`]),
  ...names("refused", "a label that starts or ends with a hyphen", ["-en.wikipedia.org", "en-.wikipedia.org"]),
  ...names("refused", "an underscore is not in a host name", ["_dmarc.wikipedia.org", "e_n.wikipedia.org"]),
];

const OTHER_CHARACTERS: readonly Row[] = [
  ...names("refused", "unix: would make nginx open a socket file", [
    "unix:/tmp/x.sock",
    "unix:.wikipedia.org",
    "unix:/tmp/x.wikipedia.org",
  ]),
  ...names("refused", "a blank is not in a name", [
    " en.wikipedia.org",
    "en.wikipedia.org ",
    "evil.example.com .wikipedia.org",
    " ",
  ]),
  ...names("refused", "NUL could end a name early", [
    "en.wikipedia.org\0",
    "evil.example.com\0.wikipedia.org",
    "en.wikipedia.org\0.evil.example.com",
    "\0",
  ]),
  ...names("refused", "a newline could slip past the end of a pattern", [
    "en.wikipedia.org\n",
    "www.example.org\n",
    "evil.example.com\n.wikipedia.org",
    "\r\n.wikipedia.org",
  ]),
  ...names("refused", "a control character", ["\x01.wikipedia.org", "en\t.wikipedia.org", "\x7f.wikipedia.org"]),
  ...names("refused", "a slash, as of a path or URL", [
    "evil.example.com/.wikipedia.org",
    "en.wikipedia.org/",
    "https://en.wikipedia.org",
  ]),
  ...names("refused", "a colon would be read as a port", [
    "en.wikipedia.org:443",
    "evil.example.com:443.wikipedia.org",
    ":.wikipedia.org",
  ]),
  ...names("refused", "# and ? could cut a name", [
    "evil.example.com#.wikipedia.org",
    "evil.example.com?.wikipedia.org",
    "#.wikipedia.org",
  ]),
  ...names("refused", "$ could be a variable", [
    "$hostname.wikipedia.org",
    `$\{hostname}.wikipedia.org`,
    "$ssl_preread_server_name",
    "$.wikipedia.org",
  ]),
  ...names("refused", "quotes and the marks of a conf", [
    '"en.wikipedia.org"',
    "'.wikipedia.org",
    "en.wikipedia.org;",
    "{en}.wikipedia.org",
    "\\.wikipedia.org",
  ]),
  ...names("refused", "the wildcard itself is no name", ["*.wikipedia.org", "*", "*.*.wikipedia.org"]),
  ...names("refused", "a pattern of nginx as name", ["~.wikipedia.org", "~^.*$", "default", "hostnames", "include"]),
  ...names("refused", "user info, lists, escapes", [
    "user@en.wikipedia.org",
    "en.wikipedia.org,evil.example.com",
    "en%2ewikipedia.org",
    "%00.wikipedia.org",
  ]),
  ...names("refused", "bytes outside ASCII: names come as A-labels", [
    utf8("bücher.wikipedia.org"),
    utf8("en。wikipedia.org"),
    utf8("en.wikipediа.org"),
    "\xff\xfe.wikipedia.org",
    "\xc0\xae.wikipedia.org",
  ]),
];

const ANSWERS: readonly Row[] = [
  ...names(
    INSIDE,
    "nginx cannot judge an address before it dials it: a private answer passes, only a NetworkPolicy stops it",
    ["inside.wikipedia.org"],
  ),
  ...names(FOREIGN, "whoever owns the name decides where it leads, by CNAME too", ["alias.wikipedia.org"]),
  ...names(EN, "of several addresses a dead one is passed over", ["half-dead.wikipedia.org"]),
  ...names("refused", "leads to the proxy's own address, where nobody listens on the dialled port: no loop", [
    "loop.wikipedia.org",
  ]),
  ...names("refused", "nobody listens there", ["closed.wikipedia.org"]),
  ...names("refused", "DNS knows no address", ["nowhere.wikipedia.org", "empty.wikipedia.org", "broken.wikipedia.org"]),
  ...names("refused", "DNS says nothing: resolver_timeout", ["silent.wikipedia.org"]),
];

const en = helloFor("en.wikipedia.org");
const bytes = (data: Buffer): Buffer[] => Array.from(data, (byte) => Buffer.from([byte]));
const HELLOS: readonly Row[] = [
  row("no server_name extension", "refused", "no name, nothing to look up", { pieces: [clientHello({})] }),
  row("no extensions at all", "refused", "no name", { pieces: [clientHello({ noExtensions: true })] }),
  ...names("refused", "an empty name", [""]),
  row("an empty list of names", "refused", "no name", { pieces: [clientHello({ serverNames: [[]] })] }),
  row("a name of another type than host_name", "refused", "no host name", {
    pieces: [clientHello({ serverNames: [[{ ...listed("en.wikipedia.org"), type: 1 }]] })],
  }),
  row("two names in the list, a listed one first", EN, "the first is checked, and the first is dialled", {
    pieces: [clientHello({ serverNames: [[listed("en.wikipedia.org"), listed("evil.example.com")]] })],
  }),
  row("two names in the list, a foreign one first", "refused", "the first is checked", {
    pieces: [clientHello({ serverNames: [[listed("evil.example.com"), listed("en.wikipedia.org")]] })],
  }),
  row("one byte at a time", EN, "TCP may cut anywhere", { pieces: bytes(en), pause: 1 }),
  row("in five pieces", EN, "TCP may cut anywhere", {
    pieces: [0, 1, 2, 3, 4].map((n) => en.subarray((n * en.length) / 5, ((n + 1) * en.length) / 5)),
    pause: 20,
  }),
  row("in records of 20 bytes", EN, "TLS may spread a handshake over records", {
    pieces: [clientHello({ serverNames: [[listed("en.wikipedia.org")]], recordBytes: 20 })],
  }),
  row("a hello of 16,000 bytes", EN, "fits preread_buffer_size", {
    pieces: [clientHello({ serverNames: [[listed("en.wikipedia.org")]], handshakeBytes: 16_000 })],
  }),
  row("a hello of 20,000 bytes", "refused", "over preread_buffer_size of 16 KB", {
    pieces: [clientHello({ serverNames: [[listed("en.wikipedia.org")]], handshakeBytes: 20_000 })],
  }),
  row("HTTP in the clear", "refused", "no TLS, no name", {
    pieces: [Buffer.from("GET / HTTP/1.1\r\nHost: en.wikipedia.org\r\n\r\n")],
  }),
  row("an SSH banner", "refused", "no TLS, no name", { pieces: [Buffer.from("SSH-2.0-OpenSSH_9.2\r\n")] }),
  row("a TLS alert", "refused", "no ClientHello", { pieces: [Buffer.from([21, 3, 1, 0, 2, 1, 0])] }),
  row("half a hello, then the end", "refused", "no whole ClientHello", { pieces: [en.subarray(0, 60)], end: true }),
  row("half a hello, then silence", "refused", "preread_timeout", { pieces: [en.subarray(0, 60)] }),
  row("silence", "refused", "preread_timeout", { pieces: [] }),
];

/** Every row: what a client may send, what must come of it, and why. */
export const SNI_TABLE: readonly Row[] = [...ALLOWED, ...OTHER_NAMES, ...OTHER_CHARACTERS, ...ANSWERS, ...HELLOS];

/** The same for the open proxy: the reasons why it comes with a warning. */
export const OPEN_TABLE: readonly Row[] = [
  ...names(EN, "any name passes", ["en.wikipedia.org", "*.wikipedia.org", " .wikipedia.org"]),
  ...names(FOREIGN, "any name passes: nothing is checked", [
    "evil.example.com",
    "wikipedia.org",
    "kubernetes.default.svc.cluster.local",
    "_dmarc.evil.example.com",
    "*",
  ]),
  ...names("refused", "nginx takes no path in an address", ["evil.example.com/.wikipedia.org"]),
  ...names(FOREIGN, "an address literal is dialled without a question to DNS", [FOREIGN]),
  ...names(INSIDE, "and so is an inner one", [INSIDE]),
  ...names("refused", "no name, nothing to dial", [""]),
  row("no server_name extension", "refused", "no name, nothing to dial", { pieces: [clientHello({})] }),
];
