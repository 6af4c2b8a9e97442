import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { packageRoot } from "../../src/package-root.ts";
import { runProgram } from "../../src/programs/run-program.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { isInstalled } from "../completion/find-program.ts";
import { FakeKubectl } from "./fake-kubectl.ts";

const BIN = join(packageRoot(), "bin", "wildegress.js");
const NGINX = ["--domain", "*.wikipedia.org", "--strategy", "sni-proxy", "--sni-proxy", "nginx", "--gateway", "egw"];

describe.skipIf(!existsSync(join(packageRoot(), "dist", "wildegress.cjs")))(
  "verify as a process (needs npm run build)",
  () => {
    let kubectl: FakeKubectl;
    beforeEach(() => {
      kubectl = new FakeKubectl();
    });
    afterEach(() => rmSync(kubectl.folder, { recursive: true }));

    function start(...flags: string[]) {
      const child = spawn(process.execPath, [BIN, "verify", ...NGINX, ...flags], {
        env: { PATH: kubectl.path, HOME: kubectl.folder },
      });
      const seen = { out: "", err: "" };
      child.stdout.on("data", (chunk) => {
        seen.out += chunk;
      });
      child.stderr.on("data", (chunk) => {
        seen.err += chunk;
      });
      const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
        child.on("close", (code) => resolve({ code, ...seen }));
      });
      return { child, ended };
    }

    it("runs kubectl from PATH and passes", async () => {
      const { code, out, err } = await start("--source", "shop/app=sleep").ended;
      expect(err).toBe("");
      expect(out).toMatch(/^ok +wikipedia https:\/\/www\.wikipedia\.org\/ +200 "Wikipedia"$/m);
      expect(code).toBe(0);
    });

    it("ends with 1 when a name outside is reached", async () => {
      kubectl.set("leaky");
      const { code, out } = await start("--source", "shop/app=sleep").ended;
      expect(out).toMatch(/^FAILED +wikipedia https:\/\/www\.example\.com\//m);
      expect(code).toBe(1);
    });

    it.each(["SIGINT", "SIGTERM"] as const)("takes its pod away on %s", async (signal) => {
      kubectl.set("slow");
      const { child, ended } = start("--deploy-source");
      while (!existsSync(join(kubectl.folder, "waiting"))) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill(signal);
      child.kill(signal);
      const { code, err } = await ended;
      expect(err).toMatch(/verify was broken off/);
      expect(code).toBe(3);
      expect(kubectl.calls().at(-2)).toMatch(/^delete pod wildegress-verify-[0-9a-f]{6} -n shop /);
    });
  },
);

const canRun = isInstalled("curl") && isInstalled("openssl");

describe.skipIf(!canRun)("verify with a real curl (skipped without curl and openssl)", () => {
  let folder: string;
  let origin: TlsServer;
  let resetting: Server;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "wildegress-curl-"));
    const names = "subjectAltName=DNS:www.wiki.example,DNS:leaked.example,DNS:wiki.example";
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=test",
        "-addext",
        names,
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
      ],
      { cwd: folder, stdio: "ignore" },
    );
    const tls = { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) };
    origin = createTlsServer(tls, (_request, response) => response.end("<title>Origin</title>"));
    // What a sidecar does with a name for BlackHoleCluster: reads the ClientHello and resets.
    resetting = createServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    for (const server of [origin, resetting]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
  });

  afterAll(() => {
    origin.close();
    resetting.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs verify with a prefix that points curl's names at loopback servers, where a mesh would decide. */
  async function verify(routes: Readonly<Record<string, Server>>, ...flags: string[]) {
    const port = (origin.address() as AddressInfo).port;
    const connect = Object.entries(routes).map(([name, server]) => {
      const { port: to } = server.address() as AddressInfo;
      return `--connect-to ${name}:${port}:127.0.0.1:${to}`;
    });
    const wrapper = join(folder, "client.sh");
    writeFileSync(wrapper, `shift\nexec curl --cacert ${folder}/cert.pem ${connect.join(" ")} "$@"\n`);
    const io = fakeIo({ run: runProgram });
    const source = ["--exec", `sh '${wrapper}'`];
    const code = await main(
      ["verify", "--domain", "*.wiki.example", "--strategy", "direct", "--port", `${port}/tls`, ...source, ...flags],
      io,
    );
    return { code, out: io.out() };
  }

  it("passes when the name answers and the others are reset", async () => {
    const routes = { "www.wiki.example": origin, "wiki.example": resetting, "www.example.com": resetting };
    const { code, out } = await verify(routes);
    expect(out).toMatch(/^ok .*www\.wiki\.example:\d+\/ +200 "Origin"$/m);
    expect(out.match(/connection reset \(curl 35\)/g)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it("fails when a name outside answers", async () => {
    const routes = { "www.wiki.example": origin, "wiki.example": resetting, "leaked.example": origin };
    const { code, out } = await verify(routes, "--outside", "leaked.example");
    expect(out).toMatch(/^FAILED .*leaked\.example.* reached, although no policy has it/m);
    expect(code).toBe(1);
  });

  it("fails when something else answers for the name", async () => {
    const routes = { "de.wiki.example": origin, "wiki.example": resetting, "www.example.com": resetting };
    const { code, out } = await verify(routes, "--try", "de.wiki.example");
    expect(out).toMatch(/^FAILED .*de\.wiki\.example.* the certificate is not accepted for this name: curl: \(60\)/m);
    expect(code).toBe(1);
  });

  it("could not look when the name does not resolve", async () => {
    const { code, out } = await verify({ "wiki.example": resetting, "www.example.com": resetting });
    expect(out).toMatch(/^not run .*www\.wiki\.example.* the name does not resolve$/m);
    expect(code).toBe(3);
  });
});
