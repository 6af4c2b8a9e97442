import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { parseConf } from "../../src/nginx/parse-conf.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { describeWithNginx } from "./support/installed-nginx.ts";
import { makeRunDir, testConf } from "./support/nginx-process.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "wildegress-nginx-command-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], stdin = ""): Promise<Run> {
  const io = fakeIo({ cwd, stdin });
  const code = await main(["nginx", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

const WIKIPEDIA = ["--domain", "*.wikipedia.org"];

describe("wildegress nginx", () => {
  it("prints the conf alone on stdout, and what to know on stderr", async () => {
    const { code, out, err } = await run(WIKIPEDIA);
    expect(code).toBe(0);
    expect(parseConf(out).map((directive) => directive.name)).toContain("stream");
    expect(out).toContain("*.wikipedia.org $clean_name:443;");
    expect(out).toContain("listen 127.0.0.1:18443;");
    expect(out).toContain("resolver kube-dns.kube-system.svc.cluster.local ipv6=off;");
    expect(out).toContain("[$ssl_preread_server_name]$status");
    expect(out).not.toMatch(/load_module|^user /m);
    expect(err).toContain("resolves to a private address passes");
    expect(err).toContain("kube-dns.kube-system.svc.cluster.local");
    expect(err).toContain("*.wikipedia.org does not cover wikipedia.org itself");
  });

  it("takes lists, files and stdin for domains", async () => {
    const { out } = await run(["--domain", "*.a.example,b.example", "--domain", "@-"], "# more\nc.example\n");
    expect(out.match(/^ {4}\S+ \$clean_name:443;/gm)).toEqual([
      "    *.a.example $clean_name:443;",
      "    b.example $clean_name:443;",
      "    c.example $clean_name:443;",
    ]);
  });

  it("gives every port a listener of its own, one after the other", async () => {
    const { out } = await run([...WIKIPEDIA, "--port", "8443/tls,443", "--listen", "[::1]:20000"]);
    expect(out.match(/listen .*/g)).toEqual(["listen [::1]:20000;", "listen [::1]:20001;"]);
    expect(out.match(/\$clean_name:\d+/g)).toEqual(["$clean_name:443", "$clean_name:8443"]);
    expect(out.match(/proxy_pass .*/g)).toEqual(["proxy_pass $dial_wikipedia;", "proxy_pass $dial_wikipedia_8443;"]);
  });

  it("says in the conf what the other flags ask for", async () => {
    const { out } = await run([
      ...[...WIKIPEDIA, "--resolver", "9.9.9.9,[2620:fe::fe]:53", "--ip-family", "both", "--access-log", "json"],
      ...[
        "--max-connections",
        "77",
        "--preread-timeout",
        "500ms",
        "--resolver-timeout",
        "2",
        "--connect-timeout",
        "3s",
      ],
      ...["--idle-timeout", "2h", "--shutdown-timeout", "10m", "--run-dir", "/run", "--debian"],
    ]);
    for (const line of [
      "load_module modules/ngx_stream_module.so;",
      "resolver 9.9.9.9 [2620:fe::fe]:53;",
      "escape=json",
      "limit_conn per_server 77;",
      "preread_timeout 500ms;",
      "resolver_timeout 2s;",
      "proxy_connect_timeout 3s;",
      "proxy_timeout 2h;",
      "worker_shutdown_timeout 600s;",
      "pid /run/nginx.pid;",
    ]) {
      expect(out).toContain(line);
    }
  });

  it("warns of an open proxy", async () => {
    const { code, out, err } = await run(["--open"]);
    expect(code).toBe(0);
    expect(out).toContain("proxy_pass $ssl_preread_server_name:443;");
    expect(err).toMatch(/^warning: this proxy is open/m);
  });

  it("uses the mesh's own domain for the resolver", async () => {
    expect((await run([...WIKIPEDIA, "--mesh-domain", "corp.internal"])).out).toContain(
      "kube-dns.kube-system.svc.corp.internal ",
    );
  });

  it("writes a file with --out, and nothing to stdout", async () => {
    const { code, out } = await run([...WIKIPEDIA, "--out", "sub/sni-proxy.conf"]);
    expect([code, out]).toEqual([0, ""]);
    expect(readFileSync(join(cwd, "sub/sni-proxy.conf"), "utf8")).toBe((await run(WIKIPEDIA)).out);
    expect(readdirSync(join(cwd, "sub"))).toEqual(["sni-proxy.conf"]);
  });

  it.each<[string, string[], RegExp]>([
    ["no domain", [], /no domain is given/],
    ["a bare star", ["--domain", "*"], /would open every host/],
    ["a public suffix", ["--domain", "*.com"], /public suffix/],
    ["a name of the cluster", ["--domain", "*.svc.cluster.local"], /inside the cluster/],
    ["an open proxy with a list", [...WIKIPEDIA, "--open"], /--open and --domain do not go together/],
    ["HTTP", [...WIKIPEDIA, "--port", "80"], /does TLS only/],
    ["a port out of range", [...WIKIPEDIA, "--port", "70000"], /out of range/],
    ["a place that is none", [...WIKIPEDIA, "--listen", "localhost:18443"], /no place to listen/],
    ["a port alone", [...WIKIPEDIA, "--listen", "18443"], /no place to listen/],
    ["ports that run over", [...WIKIPEDIA, "--port", "443,8443", "--listen", "127.0.0.1:65535"], /65536 is no port/],
    ["a loop", [...WIKIPEDIA, "--listen", "127.0.0.1:443"], /listens on port 443 and also dials port 443/],
    ["a resolver that is none", [...WIKIPEDIA, "--resolver", "http://dns"], /no DNS server.*--resolver/],
    ["a time that is none", [...WIKIPEDIA, "--idle-timeout", "soon"], /"soon" is not a time.*--idle-timeout/],
    ["no time", [...WIKIPEDIA, "--idle-timeout", "0"], /"0" is not a time/],
    ["too much time", [...WIKIPEDIA, "--idle-timeout", "9999h"], /out of range/],
    ["a number that is none", [...WIKIPEDIA, "--max-connections", "-1"], /"-1" is not a number/],
    ["an unknown log", [...WIKIPEDIA, "--access-log", "jsno"], /Did you mean json/],
    ["an unknown flag", [...WIKIPEDIA, "--dommain", "x.org"], /--domain/],
    ["a folder in the way", [...WIKIPEDIA, "--out", "."], /could not be written/],
    ["a folder that is no path", [...WIKIPEDIA, "--run-dir", "run"], /"run" is no absolute path/],
    ["a newline in a path", [...WIKIPEDIA, "--run-dir", "/run\n/x"], /cannot be written/],
    ["a variable in a path", [...WIKIPEDIA, "--run-dir", "/run/$pid"], /no escape for \$/],
  ])("refuses %s with exit code 2 and an empty stdout", async (_title, args, message) => {
    const { code, out, err } = await run(args);
    expect(err).toMatch(message);
    expect([code, out]).toEqual([2, ""]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("explains itself", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    expect(out).toContain("$ wildegress nginx --domain '*.wikipedia.org' > sni-proxy.conf");
  });
});

describeWithNginx("the conf of wildegress nginx", ({ loadModule }) => {
  it("is accepted as it is printed, with an address for the resolver", async () => {
    const folder = makeRunDir();
    const { out } = await run([...WIKIPEDIA, "--resolver", "127.0.0.1", "--run-dir", `${folder}/`]);
    // /dev/stdout cannot be opened where it is a socket, as it is under this test.
    const conf = out.replace("access_log /dev/stdout", "access_log /dev/null");
    const load = loadModule === undefined ? "" : `load_module ${loadModule};\n`;
    expect(testConf(load + conf)).toMatchObject({ clean: true });
    rmSync(folder, { recursive: true });
  });
});
