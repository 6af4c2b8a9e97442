import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { preStopCommand } from "../../src/nginx/container.ts";
import { helloFor } from "./support/client-hello.ts";
import { type DnsStub, startDnsStub } from "./support/dns-stub.ts";
import { describeWithNginx } from "./support/installed-nginx.ts";
import { type LiveProxy, startProxy } from "./support/live-proxy.ts";
import { echo, type Origins, startOrigins } from "./support/origins.ts";
import { closing, exchange } from "./support/raw-client.ts";

const HELLO = helloFor("en.wikipedia.org");

describeWithNginx("the SNI proxy of nginx, when it is told to go", (installed) => {
  let dns: DnsStub;
  let origins: Origins;
  const started: LiveProxy[] = [];

  beforeAll(async () => {
    dns = await startDnsStub(() => ["127.0.0.2"]);
    origins = await startOrigins(["127.0.0.2"], echo);
  });
  afterAll(async () => {
    await Promise.all(started.map(({ nginx }) => nginx.stop()));
    await Promise.all([dns.close(), origins.close()]);
  });

  async function start(shutdownSeconds: number): Promise<LiveProxy> {
    const proxy = await startProxy(installed, {
      domains: ["*.wikipedia.org"],
      upstreamPort: origins.port,
      dnsPort: dns.port,
      shutdownSeconds,
    });
    started.push(proxy);
    return proxy;
  }

  /** A connection through the proxy to the echo. */
  async function openConnection(port: number): Promise<Socket> {
    const socket = connect({ host: "127.0.0.1", port });
    socket.on("error", () => undefined);
    await say(socket, HELLO);
    return socket;
  }

  async function say(socket: Socket, data: Buffer): Promise<void> {
    let missing = data.length;
    const answered = new Promise<void>((resolve) => {
      const count = (part: Buffer): void => {
        missing -= part.length;
        if (missing > 0) return;
        socket.off("data", count);
        resolve();
      };
      socket.on("data", count);
    });
    socket.write(data);
    await answered;
  }

  const refusesNewOnes = async (port: number): Promise<boolean> =>
    (await exchange(port, { pieces: [HELLO] }, 500)).text === "";

  it("keeps an open connection on SIGQUIT, takes no new one, and ends with the last", async () => {
    const { nginx, port } = await start(30);
    const socket = await openConnection(port);
    nginx.process.kill("SIGQUIT");
    await sleep(200);
    expect(await refusesNewOnes(port)).toBe(true);
    await say(socket, Buffer.from("still here"));
    expect(nginx.process.exitCode).toBeNull();
    socket.end();
    expect(await nginx.exited).toBe(0);
  });

  it("ends what is still open after worker_shutdown_timeout", async () => {
    const { nginx, port } = await start(1);
    const socket = await openConnection(port);
    const told = performance.now();
    nginx.process.kill("SIGQUIT");
    await closing(socket);
    expect(performance.now() - told).toBeGreaterThan(800);
    expect(await nginx.exited).toBe(0);
    expect(performance.now() - told).toBeLessThan(5000);
  });

  it("drops everything at once on SIGTERM: the reason for the preStop hook", async () => {
    const { nginx, port } = await start(30);
    const socket = await openConnection(port);
    const told = performance.now();
    nginx.process.kill("SIGTERM");
    await closing(socket);
    expect(performance.now() - told).toBeLessThan(2000);
    expect(await nginx.exited).toBe(0);
  });

  it("drains by the preStop hook, which returns when nginx is gone", async () => {
    const { nginx, port } = await start(30);
    const socket = await openConnection(port);
    const [shell = "", ...args] = preStopCommand(nginx.confPath, `${dirname(nginx.confPath)}/nginx.pid`, 1);
    const hook = spawn(shell, args, { stdio: "ignore" });
    const hookEnded = once(hook, "exit");
    await sleep(300);
    expect(await refusesNewOnes(port), "within the delay new connections pass").toBe(false);
    await sleep(1200);
    expect(await refusesNewOnes(port)).toBe(true);
    await say(socket, Buffer.from("still here"));
    expect(hook.exitCode).toBeNull();
    socket.end();
    expect(await nginx.exited).toBe(0);
    expect(await hookEnded).toEqual([0, null]);
  });
});
