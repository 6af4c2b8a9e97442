import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/programs/run-program.ts";
import { curlCommand, readOutcome } from "../../src/verify/curl.ts";

function result(code: number, stdout: string, stderr = ""): RunResult {
  return { code, stdout, stderr };
}

describe("curlCommand", () => {
  it("has no word that a second shell (ssh) would change", () => {
    for (const word of curlCommand("https://www.wikipedia.org/", "www.wikipedia.org", 15)) {
      expect(word).toMatch(/^[A-Za-z0-9%{}_:./-]+$/);
    }
  });
});

describe("readOutcome", () => {
  const page = "HTTP/2 301 \r\nlocation: https://en.wikipedia.org/wiki/Main_Page\r\n\r\n";
  it.each<[string, RunResult, "tls" | "http", string, RegExp]>([
    [
      "a page",
      result(0, "HTTP/1.1 200 OK\r\n\r\n<title>\nWikipedia </title>wildegress-verify:200:0.1:0.2:"),
      "tls",
      "reached",
      /^200 "Wikipedia"$/,
    ],
    ["a redirect", result(0, `${page}wildegress-verify:301:0.1:0.2:`), "tls", "reached", /301 to https:\/\/en\.wiki/],
    [
      "an error of the server",
      result(0, "HTTP/1.1 503 x\r\n\r\nwildegress-verify:503:0.1:0.2:"),
      "tls",
      "reached",
      /503/,
    ],
    ["a comma in the figures", result(52, "wildegress-verify:000:0,121:0,2:"), "tls", "reached", /handshake/],
    ["TLS that is no HTTP", result(56, "wildegress-verify:000:0.121:0.2:"), "tls", "reached", /handshake/],
    [
      "a reset in the handshake",
      result(35, "wildegress-verify:000:0.000000:0.2:"),
      "tls",
      "refused",
      /reset \(curl 35\)/,
    ],
    ["an empty reply", result(52, "wildegress-verify:000:0.000000:0.2:"), "http", "refused", /52/],
    [
      "a foreign certificate",
      result(60, "wildegress-verify:000:0.0:0.2:", "curl: (60) SSL: no alternative certificate subject name matches"),
      "tls",
      "wrong-certificate",
      /no alternative/,
    ],
    ["no such name", result(6, "wildegress-verify:000:0.0:0.2:"), "tls", "unresolved", /resolve/],
    ["a dropped connection", result(28, "wildegress-verify:000:0.0:5.0:"), "tls", "no-connection", /in time/],
    ["a closed port", result(7, "wildegress-verify:000:0.0:0.0:"), "tls", "no-connection", /refused/],
    [
      "the sidecar's 502",
      result(0, "HTTP/1.1 502 Bad Gateway\r\nserver: envoy\r\n\r\nwildegress-verify:502:0.0:0.0:"),
      "http",
      "refused",
      /502/,
    ],
    [
      "RBAC",
      result(0, "HTTP/1.1 403 x\r\n\r\nRBAC: access deniedwildegress-verify:403:0.0:0.0:"),
      "http",
      "refused",
      /RBAC/,
    ],
    [
      "a proxy without an upstream",
      result(0, "HTTP/1.1 503 x\r\n\r\nupstream connect error or disconnectwildegress-verify:503:0:0:"),
      "http",
      "refused",
      /503/,
    ],
    [
      "a server's own 404 page",
      result(0, "HTTP/1.1 404 x\r\n\r\n<h1>not here</h1>wildegress-verify:404:0:0:"),
      "http",
      "reached",
      /404/,
    ],
    [
      "kubectl's failure",
      result(1, "", "error: unable to upgrade connection: container not found"),
      "tls",
      "not-run",
      /container not found/,
    ],
    ["no curl", result(126, "", 'exec: "curl": executable file not found in $PATH'), "tls", "not-run", /not found/],
    [
      "an odd curl",
      result(2, "wildegress-verify:000:0:0:", "curl: option --noproxy: is unknown"),
      "tls",
      "not-run",
      /unknown/,
    ],
    [
      "a time-out of ours",
      { code: undefined, stdout: "", stderr: "", failure: "timeout" },
      "tls",
      "not-run",
      /in time/,
    ],
    [
      "control characters in a title",
      result(0, "H\r\n\r\n<title>a\u001b[2Jb</title>wildegress-verify:200:1:1:"),
      "tls",
      "reached",
      /^200 "a\?\[2Jb"$/,
    ],
  ])("%s", (_name, run, protocol, kind, words) => {
    const outcome = readOutcome(run, protocol);
    expect(outcome.kind).toBe(kind);
    expect(outcome.words).toMatch(words);
  });

  it("does not let a page forge the figures", () => {
    const forged = result(35, "wildegress-verify:200:1:1:wildegress-verify:000:0.0:0.2:");
    expect(readOutcome(forged, "tls").kind).toBe("refused");
  });
});
