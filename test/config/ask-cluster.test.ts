import { describe, expect, test } from "vitest";
import type { RunProgram, RunResult } from "../../src/programs/run-program.ts";
import { diagnosticsOf, requestOfArgs } from "./load.ts";

interface Cluster {
  readonly istioSystem?: string;
  readonly everywhere?: string;
  readonly crd?: string;
}

function cluster(answers: Cluster, calls: string[][] = []): RunProgram {
  return async (program, args) => {
    calls.push([program, ...args]);
    const stdout = args.includes("crd")
      ? answers.crd
      : args.includes("--all-namespaces")
        ? answers.everywhere
        : answers.istioSystem;
    return { code: 0, stdout: stdout ?? "", stderr: "" };
  };
}

const ask = (run: RunProgram) => requestOfArgs(["--domain", "a.example", "--istio", "auto"], { run });
const istiod = (image: string, name = "istiod", label = "") => `istio-system\t${name}\t${label}\t${image}\n`;

describe("--istio auto", () => {
  test("asks with the verb first: kubectl takes a flag of get before it for the name of a plugin", async () => {
    const calls: string[][] = [];
    await expect(ask(cluster({}, calls))).rejects.toThrow("found no Istio");
    expect(calls.map(([program, verb]) => `${program} ${verb}`)).toEqual(["kubectl get", "kubectl get", "kubectl get"]);
  });

  test.each([
    ["docker.io/istio/pilot:1.30.1", "1.30.1"],
    ["docker.io/istio/pilot:1.30.1-distroless", "1.30.1"],
    ["localhost:5000/pilot:1.29.0-rc.1", "1.29.0"],
    ["gcr.io/istio-testing/pilot:1.31-alpha.0123abc", "1.31"],
    [`docker.io/istio/pilot:1.30.1@sha256:${"a".repeat(64)}`, "1.30.1"],
  ])("reads the image %s", async (image, release) => {
    const { istio } = await ask(cluster({ istioSystem: istiod(image) }));
    expect(istio).toEqual({
      value: release,
      at: { kind: "cluster", detail: `--istio auto: istio-system/istiod runs ${image}` },
    });
  });

  test("reads the label where the image has a digest only", async () => {
    const image = `docker.io/istio/pilot@sha256:${"a".repeat(64)}`;
    expect((await ask(cluster({ istioSystem: istiod(image, "istiod", "1.28.2") }))).istio?.value).toBe("1.28.2");
  });

  test("looks into other namespaces, and at the CRDs, only when istio-system has none", async () => {
    const calls: string[][] = [];
    await ask(cluster({ istioSystem: istiod("istio/pilot:1.30.1") }, calls));
    expect(calls).toHaveLength(1);
    expect(calls[0]?.slice(0, 7)).toEqual(["kubectl", "get", "deployments", "-n", "istio-system", "-l", "app=istiod"]);
    expect((await ask(cluster({ everywhere: istiod("istio/pilot:1.27.0") }))).istio?.value).toBe("1.27.0");
    expect((await ask(cluster({ crd: "1.26.3" }))).istio).toMatchObject({
      value: "1.26.3",
      at: { kind: "cluster", detail: expect.stringContaining("CRDs") },
    });
  });

  test("revisions of one release are one answer; of several, none", async () => {
    const same = istiod("istio/pilot:1.30.1") + istiod("x/pilot:1.30.1", "istiod-canary");
    expect((await ask(cluster({ istioSystem: same }))).istio?.value).toBe("1.30.1");
    const differ = istiod("istio/pilot:1.29.1") + istiod("istio/pilot:1.30.0", "istiod-canary");
    const [first] = await diagnosticsOf(ask(cluster({ istioSystem: differ })));
    expect(first).toMatchObject({ code: "several-releases" });
    expect(first?.why).toBe("istio-system/istiod is 1.29.1, istio-system/istiod-canary is 1.30.0");
  });

  test.each<[string, Partial<RunResult>, string]>([
    ["no kubectl", { code: undefined, failure: "missing" }, "kubectl-missing"],
    ["kubectl hangs", { code: undefined, failure: "timeout" }, "kubectl-timeout"],
    ["kubectl fails", { code: 1, stderr: "The connection to the server was refused" }, "kubectl-failed"],
    ["no Istio", { code: 0 }, "no-istiod"],
    ["an image without a release", { code: 0, stdout: istiod("istio/pilot:latest") }, "cluster-release-unknown"],
  ])("%s", async (_title, result, code) => {
    const [first] = await diagnosticsOf(ask(async () => ({ code: 0, stdout: "", stderr: "", ...result })));
    expect(first).toMatchObject({ severity: "error", code });
    expect(first?.why).toBeTruthy();
    expect(first?.fix).toBeTruthy();
  });

  test("kubectl is not asked for anything else", async () => {
    const calls: string[][] = [];
    await requestOfArgs(["--domain", "a.example", "--istio", "1.30"], { run: cluster({}, calls) });
    expect(calls).toEqual([]);
  });
});
