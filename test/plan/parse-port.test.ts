import { expect, test } from "vitest";
import { mergePorts, parsePort } from "../../src/plan/parse-port.ts";
import { expectWhole, faultsOf } from "../support/faults.ts";
import { flagOrigin } from "../support/request.ts";

const parse = (text: string) => parsePort(text, flagOrigin("port", text));
const shortOf = ({ number, protocol }: { number: number; protocol: string }) => `${number}/${protocol}`;

test.each([
  ["443", "443/tls"],
  ["443/tls", "443/tls"],
  ["8443/TLS", "8443/tls"],
  ["80", "80/http"],
  ["80/tls", "80/tls"],
  ["8080/http", "8080/http"],
  ["8080", "8080/tls"],
  [" 443 ", "443/tls"],
  ["0443", "443/tls"],
  ["1", "1/tls"],
  ["65535", "65535/tls"],
])("%j is %s", (text, expected) => {
  expect(shortOf(parse(text))).toBe(expected);
});

test.each<[text: string, code: string, fix: RegExp]>([
  ["", "bad-port", /443/],
  ["https", "bad-port", /443/],
  ["443/", "bad-port", /443/],
  ["/tls", "bad-port", /443/],
  ["443/tls/tls", "bad-port", /443/],
  ["-443", "bad-port", /443/],
  ["443.0", "bad-port", /443/],
  ["4e2", "bad-port", /443/],
  ["٤٤٣", "bad-port", /443/],
  ["80-90", "bad-port", /443/],
  ["443\n80", "bad-port", /443/],
  ["0", "port-range", /check/],
  ["65536", "port-range", /check/],
  ["99999999999999999999", "port-range", /check/],
  ["443/https", "port-protocol", /write tls/],
  ["443/tcp", "port-protocol", /SNI or Host/],
  ["443/udp", "port-protocol", /tls or http/],
  ["80/http2", "port-protocol", /write http/],
  ["443/constructor", "port-protocol", /^write tls or http$/],
  ["443/tostring", "port-protocol", /^write tls or http$/],
  ["15001", "port-of-sidecar", /outside/],
  ["15090/http", "port-of-sidecar", /outside/],
])("%j is refused: %s", async (text, code, fix) => {
  const [fault] = await faultsOf(() => parse(text));
  expect(fault).toMatchObject({ code, at: flagOrigin("port", text), fix: expect.stringMatching(fix) });
  if (fault !== undefined) expectWhole(fault);
});

test("ports are sorted by number, each once", () => {
  const merged = mergePorts(["8443", "443", "80/http", "443/tls"].map(parse));
  expect(merged.map(shortOf)).toEqual(["80/http", "443/tls", "8443/tls"]);
});

test("one port in two protocols is refused", async () => {
  const [fault] = await faultsOf(() => mergePorts([parse("80/tls"), parse("80/http")]));
  expect(fault).toMatchObject({ code: "port-collision", at: flagOrigin("port", "80/http") });
});
