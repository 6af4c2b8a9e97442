import { afterAll, afterEach, describe, expect, it } from "vitest";
import { NGINX } from "./cases/sni-proxy-nginx.ts";
import { FOR_RELEASE, GATEWAY } from "./cases/usual.ts";
import { kubectl, kubectlOk } from "./lab/cluster.ts";
import { runToEnd } from "./lab/command.ts";
import { kubectlFolder } from "./lab/kubectl-wrapper.ts";
import { has } from "./lab/release.ts";
import { CLIENTS } from "./lab/topology.ts";
import { wildegress } from "./matrix/generate.ts";
import { itemsOf, leftOver } from "./matrix/run-case.ts";
import { type Applied, settle } from "./matrix/settle.ts";
import { stopAgents } from "./probe/agent.ts";
import { openConnection } from "./probe/open-connection.ts";
import { tls } from "./probe/probe.ts";
import { makeRequests } from "./probe/run-probes.ts";

const WAYS = {
  direct: ["--strategy", "direct"],
  "single-host": [...GATEWAY, "--strategy", "single-host", "--via", "www.wikipedia.org"],
  "sni-proxy with Envoy": [...GATEWAY, "--strategy", "sni-proxy", "--sni-proxy", "envoy", "--from", "default/sleep"],
  "sni-proxy with nginx": NGINX,
  "dynamic-dns": ["--strategy", "dynamic-dns"],
} as const;

/** Those that the release can do. */
const POSSIBLE = Object.entries(WAYS).filter(([name]) => name !== "dynamic-dns" || has("dynamic-dns-sidecar"));

let cleanUp: (() => Promise<void>) | undefined;

afterEach(async () => {
  await cleanUp?.();
  cleanUp = undefined;
});
afterAll(stopAgents);

function request(way: readonly string[], ...domains: string[]): string[] {
  return [...FOR_RELEASE, "--quiet", ...domains.flatMap((domain) => ["--domain", domain]), ...way];
}

async function apply(yaml: string, ...flags: string[]): Promise<void> {
  let applied: readonly Applied[] = [];
  cleanUp = async () => {
    await kubectl(["delete", "--ignore-not-found", "-f", "-"], yaml);
    await settle([], applied);
  };
  applied = itemsOf(await kubectlOk(["apply", "-o", "json", ...flags, "-f", "-"], yaml));
  await settle(applied);
}

/** Where `sleep` ends when it asks for a name, or the error. */
async function asked(host: string): Promise<string | undefined> {
  const probe = { who: "sleep", what: host, call: tls(host), expect: { refused: "sidecar" } } as const;
  const [tried] = await (await makeRequests([probe])).judge();
  return tried?.answer.origin?.origin ?? tried?.answer.error;
}

describe.each(POSSIBLE)("the life of a policy: %s", (_, way) => {
  const wikipedia = request(way, "*.wikipedia.org");

  it("applied again, nothing changes; server-side, neither", async () => {
    const yaml = await wildegress(["gen", ...wikipedia]);
    expect((await kubectl(["diff", "-f", "-"], yaml)).code, "a difference before").toBe(1);
    await apply(yaml);
    const again = await kubectlOk(["apply", "-f", "-"], yaml);
    expect(
      again
        .trim()
        .split("\n")
        .filter((line) => !line.endsWith("unchanged")),
    ).toEqual([]);
    const diff = await kubectl(["diff", "-f", "-"], yaml);
    expect(diff.code, diff.stdout + diff.stderr).toBe(0);
    await kubectlOk(["apply", "--server-side", "-f", "-"], yaml);
    expect((await kubectl(["diff", "-f", "-"], yaml)).code, "a difference after server-side apply").toBe(0);
  });

  it("clean takes everything away and closes the way", async () => {
    await apply(await wildegress(["gen", ...wikipedia]));
    const removal = await wildegress(["clean", "--format", "yaml", ...wikipedia.filter((one) => one !== "--quiet")]);
    await kubectlOk(["delete", "--ignore-not-found", "-f", "-"], removal);
    await settle([]);
    expect(await leftOver()).toEqual([]);
    expect(await asked("en.wikipedia.org")).toBe("ECONNRESET");
  });
});

describe.each(POSSIBLE.filter(([name]) => !name.includes("nginx")))("other domains: %s", (name, way) => {
  it("an open connection outlives the change", async () => {
    await apply(await wildegress(["gen", ...request(way, "*.wikipedia.org"), "--name", "policy"]));
    const open = await openConnection("sleep", "https://en.wikipedia.org");
    try {
      expect(await open.flows(), "before").toBe(true);
      const both = request(way, "*.wikipedia.org", "*.wikimedia.org");
      await apply(await wildegress(["gen", ...both, "--name", "policy"]));
      expect(await asked("upload.wikimedia.org")).toBe(name === "single-host" ? "www" : "upload");
      expect(await open.flows(), "after").toBe(true);
    } finally {
      open.end();
    }
  });
});

/** Runs `wildegress verify` with curl in the network namespace of `sleep`. */
async function verify(way: readonly string[]) {
  const flags = request(way, "*.wikipedia.org").filter((one) => one !== "--quiet");
  const source = [
    "--exec",
    `ip netns exec ${CLIENTS.sleep.netns} setpriv --reuid=1000 --clear-groups`,
    "--try",
    "en.wikipedia.org",
  ];
  const env = { ...process.env, PATH: `${await kubectlFolder()}:${process.env.PATH}` };
  return runToEnd([process.execPath, "bin/wildegress.js", "verify", ...flags, ...source], { env });
}

describe("verify", () => {
  it.each(POSSIBLE.filter(([name]) => !name.includes("nginx")))("passes: %s", async (_, way) => {
    await apply(await wildegress(["gen", ...request(way, "*.wikipedia.org")]));
    const done = await verify(way);
    expect(done.code, done.stdout + done.stderr).toBe(0);
  });

  it("fails when nothing was applied", async () => {
    const done = await verify(WAYS.direct);
    expect(done.code, done.stdout + done.stderr).toBe(1);
  });

  it("fails when the traffic goes direct and not by the gateway", async () => {
    await apply(await wildegress(["gen", ...request(WAYS.direct, "*.wikipedia.org")]));
    const done = await verify(WAYS["sni-proxy with Envoy"]);
    expect(done.code, done.stdout + done.stderr).toBe(1);
  });
});
