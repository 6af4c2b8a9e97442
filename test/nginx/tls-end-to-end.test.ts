import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DnsStub, startDnsStub } from "./support/dns-stub.ts";
import { describeWithNginx } from "./support/installed-nginx.ts";
import { type LiveProxy, startProxy } from "./support/live-proxy.ts";

/** A key that both sides know instead of certificates: TLS all the same, with nothing to keep secret or to expire. */
const KEY = Buffer.from("known to both sides");
const PSK = { ciphers: "PSK", minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;

describeWithNginx("TLS through the SNI proxy of nginx", (installed) => {
  let dns: DnsStub;
  let origin: Server;
  let proxy: LiveProxy;

  beforeAll(async () => {
    dns = await startDnsStub(() => ["127.0.0.2"]);
    origin = createServer({ ...PSK, pskCallback: () => KEY }, (socket) => {
      socket.on("error", () => socket.destroy());
      socket.pipe(socket);
    });
    // A reset before the handshake is the client's doing.
    origin.on("tlsClientError", (_error, socket) => socket.destroy());
    origin.listen(0, "127.0.0.2");
    await once(origin, "listening");
    const upstreamPort = (origin.address() as AddressInfo).port;
    proxy = await startProxy(installed, { domains: ["*.wikipedia.org"], upstreamPort, dnsPort: dns.port });
  });
  afterAll(async () => {
    await proxy.nginx.stop();
    await dns.close();
    await new Promise((resolve) => origin.close(resolve));
  });

  /** Sends the payload and gives back as many bytes as it has. */
  function roundTrip(servername: string, payload: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: "127.0.0.1",
        port: proxy.port,
        servername,
        ...PSK,
        pskCallback: () => ({ psk: KEY, identity: "client" }),
        checkServerIdentity: () => undefined,
      });
      const parts: Buffer[] = [];
      let missing = payload.length;
      socket.on("secureConnect", () => socket.write(payload));
      socket.on("data", (part: Buffer) => {
        parts.push(part);
        missing -= part.length;
        if (missing <= 0) socket.end();
      });
      socket.on("error", reject);
      socket.on("close", () => (missing > 0 ? reject(new Error("closed too soon")) : resolve(Buffer.concat(parts))));
    });
  }

  it("carries a megabyte both ways unchanged", async () => {
    const payload = Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => (index * 31) % 251));
    expect(payload.equals(await roundTrip("en.wikipedia.org", payload))).toBe(true);
  });

  it("ends the handshake with a name that is not on the list", async () => {
    await expect(roundTrip("evil.example.com", Buffer.from("x"))).rejects.toThrow(
      /disconnected|ECONNRESET|closed too soon/,
    );
  });
});
