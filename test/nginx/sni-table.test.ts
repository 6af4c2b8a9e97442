import { chmodSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccessLogFormat } from "../../src/nginx/sni-proxy-options.ts";
import { clientHello, helloFor } from "./support/client-hello.ts";
import { type DnsStub, startDnsStub } from "./support/dns-stub.ts";
import { describeWithNginx } from "./support/installed-nginx.ts";
import { type LiveProxy, startProxy } from "./support/live-proxy.ts";
import { type RunningNginx, until } from "./support/nginx-process.ts";
import { type Origins, sayAddress, startOrigins } from "./support/origins.ts";
import { exchange, type Outcome } from "./support/raw-client.ts";
import { LISTED, OPEN_TABLE, ORIGINS, type Row, SNI_TABLE, zone } from "./support/sni-table.ts";

describeWithNginx("the SNI proxy of nginx, live", (installed) => {
  let dns: DnsStub;
  let origins: Origins;
  const started: RunningNginx[] = [];

  beforeAll(async () => {
    dns = await startDnsStub(zone);
    origins = await startOrigins(ORIGINS, sayAddress);
  });
  afterAll(async () => {
    await Promise.all(started.map((nginx) => nginx.stop()));
    await Promise.all([dns.close(), origins.close()]);
  });

  async function start(accessLog: AccessLogFormat, open: boolean): Promise<LiveProxy> {
    const proxy = await startProxy(installed, {
      domains: LISTED,
      upstreamPort: origins.port,
      dnsPort: dns.port,
      accessLog,
      open,
    });
    started.push(proxy.nginx);
    return proxy;
  }

  /** All rows at once, each on a connection of its own. */
  async function play(rows: readonly Row[], port: number): Promise<Map<Row, Outcome>> {
    const outcomes = await Promise.all(rows.map(async (row) => [row, await exchange(port, row.sending)] as const));
    return new Map(outcomes);
  }

  const wanted = (row: Row): string => (row.expected === "refused" ? "" : `reached ${row.expected}`);

  describe("lets pass what is listed", () => {
    let outcomes: Map<Row, Outcome>;
    let nginx: RunningNginx;
    let port: number;
    beforeAll(async () => {
      ({ nginx, port } = await start("json", false));
      outcomes = await play(SNI_TABLE, port);
    });

    it("has a table worth its name, each row once", () => {
      expect(SNI_TABLE.length).toBeGreaterThanOrEqual(60);
      expect(new Set(SNI_TABLE.map((row) => row.title)).size).toBe(SNI_TABLE.length);
    });

    it.each(SNI_TABLE.map((row) => [row.title, row.expected, row.why, row] as const))(
      "%s: %s, because: %s",
      (_title, _expected, _why, row) => {
        expect(outcomes.get(row)).toMatchObject({ text: wanted(row), closed: true });
      },
    );

    it("dials no foreign name for a hello with two server_name extensions", async () => {
      // RFC 8446 forbids it. Some builds of nginx read the first one, patched ones none: both are safe.
      const two = ["en.wikipedia.org", "evil.example.com"].map((name) => [{ name: Buffer.from(name) }]);
      for (const serverNames of [two, two.toReversed()]) {
        const { text } = await exchange(port, { pieces: [clientHello({ serverNames })] });
        expect(["", "reached 127.0.0.2"]).toContain(text);
      }
    });

    it("asked DNS for listed names only", () => {
      const foreign = dns.asked.filter(
        (name) => !/\.wikipedia\.org$/i.test(name) && name.toLowerCase() !== "www.example.org",
      );
      expect(foreign).toEqual([]);
    });

    it("wrote one JSON object for each connection, whatever the SNI", async () => {
      // One more found out whether nginx listens, two had two extensions.
      const connections = SNI_TABLE.length + 3;
      await until(() => nginx.accessLog().length >= connections);
      const lines = nginx.accessLog().map((line): unknown => JSON.parse(line));
      expect(lines).toHaveLength(connections);
      expect(lines).toContainEqual(
        expect.objectContaining({ sni: "\r\n.wikipedia.org", upstream: "", status: 500, bytes_sent: 0 }),
      );
      expect(lines).toContainEqual(expect.objectContaining({ sni: '"en.wikipedia.org"' }));
      expect(lines).toContainEqual(
        expect.objectContaining({ sni: "de.wikipedia.org", upstream: `127.0.0.3:${origins.port}`, status: 200 }),
      );
    });

    it.each([
      ["de.wikipedia.org", 200],
      ["evil.example.com", 500],
      ["nowhere.wikipedia.org", 500],
      ["closed.wikipedia.org", 502],
    ])("logs %s with status %d", (sni, status) => {
      const lines = nginx.accessLog().map((line): unknown => JSON.parse(line));
      expect(lines).toContainEqual(expect.objectContaining({ sni, status }));
    });

    it("logs a ClientHello that is too large with status 400", () => {
      expect(nginx.accessLog().filter((line) => line.includes('"status":400'))).toHaveLength(1);
    });

    it("let no SNI into the error log that is not a plain name", () => {
      expect(nginx.errorLog()).not.toMatch(/[^\n -~]/);
      expect(nginx.errorLog()).not.toContain("evil.example.com");
    });
  });

  describe("writes the access log of Istio's example", () => {
    it("with one line for each connection, every field at its place", async () => {
      const { nginx, port } = await start("docs", false);
      const rows = SNI_TABLE.filter((row) => !/timeout/.test(row.why));
      await play(rows, port);
      await until(() => nginx.accessLog().length >= rows.length + 1);
      const lines = nginx.accessLog();
      expect(lines).toHaveLength(rows.length + 1);
      for (const line of lines) {
        expect(line).toMatch(/^127\.0\.0\.1 \[[^\]]+\] TCP \[[ -~]*\][0-9]{3} [0-9]+ [0-9]+ [0-9]+\.[0-9]{3}$/);
      }
      expect(lines.join("\n")).toContain(String.raw`[\x22en.wikipedia.org\x22]500`);
      expect(lines.join("\n")).toContain(String.raw`[\x0D\x0A.wikipedia.org]500`);
    });

    it("where an SNI can look like fields, but not at the end of the line", async () => {
      const { nginx, port } = await start("docs", false);
      const forged = "en.wikipedia.org]200 1 1 0.001";
      await exchange(port, { pieces: [helloFor(forged)] });
      await until(() => nginx.accessLog().some((line) => line.includes(forged)));
      const line = nginx.accessLog().find((text) => text.includes(forged));
      expect(/\]([0-9]{3}) [0-9]+ [0-9]+ [0-9.]+$/.exec(line ?? "")?.[1]).toBe("500");
    });
  });

  describe("is open to anything with open", () => {
    let outcomes: Map<Row, Outcome>;
    beforeAll(async () => {
      outcomes = await play(OPEN_TABLE, (await start("json", true)).port);
    });

    it("even opens a socket file, and lets an SNI write lines of the error log", async () => {
      const { nginx, port } = await start("json", true);
      const folder = dirname(nginx.confPath);
      // nginx takes the port that is put behind the name for a part of the path.
      const path = `${folder}/admin.sock:${origins.port}`;
      const server = createServer((socket) => socket.once("data", () => socket.end("reached a socket file")));
      await new Promise<void>((resolve) => server.listen(path, () => resolve()));
      chmodSync(path, 0o777);
      try {
        const socketFile = await exchange(port, { pieces: [helloFor(`unix:${folder}/admin.sock`)] });
        expect(socketFile.text).toBe("reached a socket file");
      } finally {
        server.close();
      }
      await exchange(port, { pieces: [helloFor("silent.wikipedia.org\nforged")] });
      expect(nginx.errorLog()).toMatch(/^forged/m);
    });

    it.each(OPEN_TABLE.map((row) => [row.title, row.expected, row.why, row] as const))(
      "%s: %s, because: %s",
      (_title, _expected, _why, row) => {
        expect(outcomes.get(row)).toMatchObject({ text: wanted(row), closed: true });
      },
    );
  });
});
