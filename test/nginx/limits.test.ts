import { afterEach, beforeEach, expect, it } from "vitest";
import { helloFor } from "./support/client-hello.ts";
import { type DnsStub, startDnsStub } from "./support/dns-stub.ts";
import { describeWithNginx } from "./support/installed-nginx.ts";
import { type LiveProxy, startProxy, type Wanted } from "./support/live-proxy.ts";
import { until } from "./support/nginx-process.ts";
import { echo, freePorts, type Origins, sayAddress, startOrigins } from "./support/origins.ts";
import { exchange, type Outcome } from "./support/raw-client.ts";

describeWithNginx("the SNI proxy of nginx, at its limits", (installed) => {
  let dns: DnsStub;
  let origins: Origins;
  let started: LiveProxy[] = [];

  beforeEach(async () => {
    dns = await startDnsStub((name) => [name.startsWith("loop.") ? "127.0.0.1" : "127.0.0.2"]);
    origins = await startOrigins(["127.0.0.2"], sayAddress);
  });
  afterEach(async () => {
    await Promise.all(started.map(({ nginx }) => nginx.stop()));
    started = [];
    await Promise.all([dns.close(), origins.close()]);
  });

  async function start(wanted: Partial<Wanted>): Promise<LiveProxy> {
    const proxy = await startProxy(installed, {
      domains: ["*.wikipedia.org"],
      upstreamPort: origins.port,
      dnsPort: dns.port,
      ...wanted,
    });
    started.push(proxy);
    return proxy;
  }

  const silent = (port: number, count: number): Promise<Outcome[]> =>
    Promise.all(Array.from({ length: count }, () => exchange(port, { pieces: [] })));
  const atOnce = (outcomes: readonly Outcome[]): number => outcomes.filter((one) => one.milliseconds < 700).length;

  it("refuses what is over the limit at once, and the silent rest by preread_timeout", async () => {
    const { nginx, port } = await start({ maxConnections: 5 });
    const outcomes = await silent(port, 8);
    expect(outcomes.every((outcome) => outcome.closed && outcome.text === "")).toBe(true);
    expect(atOnce(outcomes)).toBe(3);
    expect(nginx.accessLog().filter((line) => line.includes('"status":503'))).toHaveLength(3);
    expect(await exchange(port, { pieces: [helloFor("en.wikipedia.org")] })).toMatchObject({
      text: "reached 127.0.0.2",
    });
  });

  it.each([
    ["two ports of one address", ["127.0.0.1", "127.0.0.1"]],
    ["one port of two addresses", ["127.0.0.1", "127.0.0.9"]],
  ])("counts each server for itself: %s", async (_title, [first = "", second = ""]) => {
    const [one = 0, other = 0] = await freePorts(2);
    const shared = first !== second;
    const server = (name: string, address: string, port: number) => ({
      name,
      listen: { address, port },
      domains: ["*.wikipedia.org"],
      upstreamPort: origins.port,
    });
    await start({
      maxConnections: 2,
      servers: [server("one", first, one), server("other", second, shared ? one : other)],
      port: one,
    });
    const full = silent(one, 4);
    const reached = await exchange(shared ? one : other, { pieces: [helloFor("en.wikipedia.org")] }, 2000, second);
    expect(reached.text).toBe("reached 127.0.0.2");
    expect(atOnce(await full)).toBe(2);
  });

  it("ends a loop of two proxies that dial each other, and serves on", async () => {
    const [one = 0, other = 0] = await freePorts(2);
    // No conf of ours dials a port that it listens on; two confs can still meet.
    const there = await start({ port: one, upstreamPort: other, maxConnections: 10 });
    const back = await start({ port: other, upstreamPort: one, maxConnections: 10 });
    const outcome = await exchange(one, { pieces: [helloFor("loop.wikipedia.org")] });
    expect(outcome).toMatchObject({ text: "", closed: true });
    const hops = (): number =>
      [there, back].flatMap(({ nginx }) => nginx.accessLog().filter((line) => line.includes("loop."))).length;
    await until(() => hops() > 15, 1000);
    expect(hops()).toBeGreaterThan(15);
    expect(hops()).toBeLessThanOrEqual(20);
    // Refused for the port, not for the limit: the loop has let go of its connections.
    const after = await exchange(one, { pieces: [helloFor("en.wikipedia.org")] });
    expect(after).toMatchObject({ text: "", closed: true });
    await until(() => there.nginx.accessLog().some((line) => line.includes('"en.wikipedia.org"')), 1000);
    expect(there.nginx.accessLog().find((line) => line.includes('"en.wikipedia.org"'))).toContain('"status":502');
  });

  it("ends a connection on which nothing moves", async () => {
    await origins.close();
    origins = await startOrigins(["127.0.0.2"], echo);
    const { port } = await start({ timeouts: { idleSeconds: 0.5 } });
    const outcome = await exchange(port, { pieces: [helloFor("en.wikipedia.org")] });
    expect(outcome.closed).toBe(true);
    expect(outcome.text.length).toBeGreaterThan(50);
    expect(outcome.milliseconds).toBeGreaterThan(400);
    expect(outcome.milliseconds).toBeLessThan(3000);
  });
});
