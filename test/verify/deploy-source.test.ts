import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { EnvironmentError } from "../../src/diagnostics/diagnostic.ts";
import { withSources } from "../../src/verify/open-source.ts";
import { interruptedError, type VerifyTools } from "../../src/verify/tools.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { makePlan } from "../support/plan.ts";
import { FakeMesh, type MeshOptions } from "./fake-mesh.ts";

const FLAGS = ["--strategy", "sni-proxy", "--gateway", "istio-egressgateway", "--istio", "1.24", "--deploy-source"];
const WORKING: MeshOptions = {
  accessLog: true,
  answers: { "www.wikipedia.org": "" },
  cluster: "outbound|21344||wikipedia.sni-proxy.wildegress.internal",
};

async function verify(mesh: FakeMesh, flags: readonly string[] = []) {
  const io = fakeIo({ run: mesh.run });
  const code = await main(["verify", "--domain", "*.wikipedia.org", ...FLAGS, ...flags], io);
  return { code, out: io.out(), err: io.err() };
}

describe("--deploy-source", () => {
  it("brings a pod, uses it, takes it away", async () => {
    const mesh = new FakeMesh(WORKING);
    const { out } = await verify(mesh);
    expect(out).toMatch(/ok +wikipedia https:\/\/www\.wikipedia\.org\//);
    const pod = JSON.parse(mesh.inputs[0] ?? "");
    expect(pod).toMatchObject({ kind: "Pod", metadata: { namespace: "shop" } });
    expect(pod.spec.containers[0].image).toMatch(/^curlimages\/curl:\d+\.\d+\.\d+$/);
    const order = mesh.calls.map((call) => /^kubectl (\w+)( pod\b)?/.exec(call)?.[0]);
    expect(order.indexOf("kubectl create")).toBeLessThan(order.indexOf("kubectl wait"));
    expect(order.at(-1)).toBe("kubectl delete pod");
    expect(mesh.pods.size).toBe(0);
  });

  it("runs as the caller that the policy names", async () => {
    const mesh = new FakeMesh(WORKING);
    await verify(mesh, ["--from", "crawl/reader"]);
    expect(JSON.parse(mesh.inputs[0] ?? "")).toMatchObject({
      metadata: { namespace: "crawl" },
      spec: { serviceAccountName: "reader" },
    });
  });

  it("injects with istioctl when told so", async () => {
    const mesh = new FakeMesh(WORKING);
    await verify(mesh, ["--kube-inject"]);
    expect(mesh.calls).toContain("istioctl kube-inject -f -");
    expect(mesh.inputs[1]).toMatch(/^injected:\{/);
  });

  it.each<[string, MeshOptions, RegExp]>([
    [
      "it does not come up",
      { neverReady: "error: timed out waiting for the condition on pods/x" },
      /did not become ready[\s\S]*timed out waiting/,
    ],
    ["it got no sidecar", { sidecar: false }, /got no sidecar[\s\S]*istio-injection=enabled/],
  ])("takes the pod away although %s", async (_name, options, message) => {
    const mesh = new FakeMesh(options);
    const { code, err, out } = await verify(mesh);
    expect(code).toBe(3);
    expect(err).toMatch(message);
    expect(mesh.calls.filter((call) => call.startsWith("kubectl create"))).toHaveLength(1);
    expect(mesh.pods.size).toBe(0);
    expect(out.split("\n")).toHaveLength(2);
  });

  it("takes the pod away although a check failed", async () => {
    const mesh = new FakeMesh({});
    expect((await verify(mesh)).code).toBe(1);
    expect(mesh.pods.size).toBe(0);
  });

  it("tries again when the removal is broken off, and says so when nothing helps", async () => {
    const twice = new FakeMesh({ ...WORKING, failedDeletions: 2 });
    await verify(twice);
    expect(twice.pods.size).toBe(0);
    const never = new FakeMesh({ ...WORKING, failedDeletions: 9 });
    const { code, err } = await verify(never);
    expect(code).toBe(3);
    expect(err).toMatch(/could not be taken away[\s\S]*kubectl delete pod wildegress-verify-[0-9a-f]{6} -n shop/);
  });

  it("takes the pod away at once when the user breaks off, not when the command that runs is done", async () => {
    const mesh = new FakeMesh();
    let interrupt = (_error: Error): void => {};
    const interrupted = new Promise<never>((_resolve, reject) => {
      interrupt = reject;
    });
    const tools: VerifyTools = {
      run: async (program, args, options) => {
        if (args[0] !== "wait") return await mesh.run(program, args, options);
        interrupt(interruptedError());
        return await new Promise(() => {});
      },
      now: () => 0,
      wait: async () => {},
    };
    const request = { kind: "deploy", kubeInject: false, image: "curl:1" } as const;
    const work = withSources(
      [request],
      makePlan(),
      tools,
      interrupted,
      () => "abc",
      async () => "not reached",
    );
    await expect(work).rejects.toBeInstanceOf(EnvironmentError);
    expect(mesh.calls.some((call) => call.startsWith("kubectl create"))).toBe(true);
    expect(mesh.calls.at(-1)).toMatch(/^kubectl delete pod wildegress-verify-abc /);
    expect(mesh.pods.size).toBe(0);
  });
});
