import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { isInstalled } from "../completion/find-program.ts";
import { FakeKubectl } from "./fake-kubectl.ts";

const NGINX = ["--strategy", "sni-proxy", "--sni-proxy", "nginx", "--gateway", "egw"];
const SOURCE = ["--source", "shop/app=sleep"];

let kubectl: FakeKubectl;

beforeEach(() => {
  kubectl = new FakeKubectl();
});

afterEach(() => rmSync(kubectl.folder, { recursive: true }));

async function print(flags: readonly string[], domain = "*.wikipedia.org"): Promise<string> {
  const io = fakeIo();
  expect(await main(["verify", "--domain", domain, "--print", ...flags], io), io.err()).toBe(0);
  const file = join(kubectl.folder, "verify.sh");
  writeFileSync(file, io.out());
  return file;
}

function run(file: string) {
  const env = { ...process.env, PATH: kubectl.path };
  return spawnSync("sh", [file], { encoding: "utf8", env });
}

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["a pod that is there", [...NGINX, ...SOURCE, "-c", "sleep"]],
  ["a pod of a kind", [...NGINX, "--deploy-source"]],
  ["kube-inject", [...NGINX, "--deploy-source", "--kube-inject", "--istio", "1.5"]],
  ["a prefix", [...NGINX, "--exec", "ssh 'my host' --"]],
  [
    "Envoy, TLS and HTTP",
    ["--strategy", "sni-proxy", "--istio", "1.30", "--port", "443", "--port", "80/http", ...SOURCE],
  ],
  ["direct", ["--strategy", "direct", ...SOURCE]],
  ["waypoint", ["--strategy", "waypoint", "--data-plane", "ambient", "--istio", "1.31", ...SOURCE]],
  ["no source for the policy", [...NGINX, "--namespace", "other", ...SOURCE]],
];

describe("verify --print", () => {
  it.each(CASES)("is valid sh: %s", async (_name, flags) => {
    const file = await print(flags);
    expect(spawnSync("sh", ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it.skipIf(!isInstalled("shellcheck")).each(CASES)(
    "passes shellcheck (skipped without it: apt-get install shellcheck): %s",
    async (_name, flags) => {
      const file = await print(flags);
      expect(spawnSync("shellcheck", [file], { encoding: "utf8" })).toMatchObject({ status: 0, stdout: "" });
    },
  );

  it("passes on a mesh that works", async () => {
    const { status, stdout, stderr } = run(await print([...NGINX, ...SOURCE]));
    expect(stderr).toBe("");
    expect(stdout.split("\n").map((line) => line.slice(0, 9).trim())).toEqual(["ok", "ok", "ok", "ok", "ok", "ok", ""]);
    expect(stdout).toMatch(/SNI proxy: log {2}127\.0\.0\.1 .*\[www\.wikipedia\.org\]200/);
    expect(status).toBe(0);
  });

  it("fails when a name outside is reached", async () => {
    kubectl.set("leaky");
    const { status, stdout } = run(await print([...NGINX, ...SOURCE]));
    expect(stdout).toMatch(/^FAILED +wikipedia {2}https:\/\/www\.example\.com\/ {2}reached/m);
    expect(status).toBe(1);
  });

  it("fails when the gateway did not carry it", async () => {
    kubectl.set("stuck");
    const { status, stdout } = run(await print([...NGINX, ...SOURCE]));
    expect(stdout).toMatch(/^FAILED .*\+0 for 1 reached: they went another way/m);
    expect(status).toBe(1);
  });

  it("brings a pod and takes it away", async () => {
    const { status, stdout } = run(await print([...NGINX, "--deploy-source"]));
    expect(status, stdout).toBe(0);
    expect(kubectl.calls()).toContain("create -n shop -f - -o name");
    expect(
      kubectl.calls().some((call) => call.startsWith("exec -n shop wildegress-verify-x7k2p -c curl -- curl")),
    ).toBe(true);
    expect(kubectl.calls().at(-2)).toBe("delete pod wildegress-verify-x7k2p -n shop --ignore-not-found --wait=false");
  });

  it("says when it could not run", async () => {
    const { status, stdout } = run(await print([...NGINX, "--exec", "no-such-program"]));
    expect(stdout).toMatch(/^not run +wikipedia .*no-such-program/m);
    expect(status).toBe(3);
  });

  it("keeps what the user wrote as text", async () => {
    const file = await print([
      "--exec",
      `env 'A=$(touch ${kubectl.folder}/hacked)'`,
      "--try",
      "en.wikipedia.org/`id`$HOME'",
    ]);
    const { stdout } = run(file);
    expect(stdout).toContain("https://en.wikipedia.org/`id`$HOME'");
    expect(spawnSync("ls", [kubectl.folder], { encoding: "utf8" }).stdout).not.toContain("hacked");
  });

  it("takes a template of the user's own, and says what it lacks", async () => {
    const templates = kubectl.folder;
    writeFileSync(join(templates, "verify.sh"), "# mine @@MAX_TIME@@\n@@IN_SOURCE@@\n@@CHECKS@@\n");
    const io = fakeIo();
    const flags = ["verify", "--domain", "*.a.org", "--print", "--exec", "env", "--template-dir", templates];
    expect(await main(flags, io)).toBe(0);
    expect(io.out()).toMatch(/^# mine 15\nenv "\$@"\n/);
    writeFileSync(join(templates, "verify.sh"), "nothing");
    const bad = fakeIo();
    expect(await main(flags, bad)).toBe(2);
    expect(bad.err()).toMatch(/verify\.sh lacks @@MAX_TIME@@ and @@IN_SOURCE@@ and @@CHECKS@@/);
  });
});
