import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { main } from "../../src/cli/main.ts";
import { fakeIo } from "../cli/fake-io.ts";
import { isInstalled } from "../completion/find-program.ts";

const GATEWAY = ["--domain", "*.wikipedia.org", "--strategy", "sni-proxy", "--gateway", "egw", "--istio", "1.30"];

async function clean(...flags: string[]) {
  const io = fakeIo();
  return { code: await main(["clean", ...flags], io), out: io.out(), err: io.err() };
}

describe("wildegress clean", () => {
  it("prints commands", async () => {
    const { code, out, err } = await clean(...GATEWAY);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n").slice(1, 4)).toEqual([
      "kubectl delete serviceentry.networking.istio.io wikipedia --ignore-not-found",
      "kubectl delete virtualservice.networking.istio.io direct-wikipedia-through-egress-gateway --ignore-not-found",
      "kubectl delete destinationrule.networking.istio.io egressgateway-for-wikipedia --ignore-not-found",
    ]);
    expect(out).toContain("forward-downstream-sni");
    expect((await clean(...GATEWAY, "--no-legacy")).out).not.toContain("forward-downstream-sni");
  });

  it("prints manifests with nothing but what names a resource", async () => {
    const { out } = await clean(...GATEWAY, "--format", "yaml");
    const documents: unknown[] = parseAllDocuments(out).map((document) => document.toJS());
    expect(documents[0]).toEqual({
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: { name: "wikipedia" },
    });
    for (const document of documents)
      expect(Object.keys(document as object)).toEqual(["apiVersion", "kind", "metadata"]);
  });

  it("says that manifests cannot delete a gateway that came by Helm", async () => {
    const { code, err } = await clean(
      ...GATEWAY,
      "--gateway-install",
      "helm",
      "--sni-proxy",
      "envoy",
      "--format",
      "yaml",
    );
    expect(code).toBe(0);
    expect(err).toMatch(/no manifest can delete it/);
  });

  it("deletes by label without a request", async () => {
    const { code, out } = await clean("--all");
    expect(code).toBe(0);
    for (const line of out.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
      expect(line).toMatch(
        /^kubectl delete [a-z0-9.]+ -l app\.kubernetes\.io\/managed-by=wildegress --all-namespaces$/,
      );
    }
    expect((await clean("--all", "--namespace", "shop")).out).toMatch(/managed-by=wildegress -n shop$/m);
  });

  it.each<[string[], RegExp]>([
    [["--all", "--format", "yaml"], /--all cannot be written as manifests/],
    [["--all", "--domain", "*.a.org"], /--all.*cannot be used with.*--domain/],
    [[], /no domain was given/],
    [["--domain", "*.a.org", "--format", "json"], /Allowed choices are commands, yaml/],
  ])("refuses %j", async (flags, message) => {
    const { code, out, err } = await clean(...flags);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });
});

describe.skipIf(!isInstalled("kubectl"))("with a real kubectl (skipped without it)", () => {
  it("asks the API server to delete each resource, in that order", async () => {
    const deleted: string[] = [];
    const server = createServer((request, response) => {
      const path = (request.url ?? "").replace(/\?.*/, "");
      if (request.method === "DELETE") deleted.push(path);
      const body =
        request.method === "DELETE" ? { kind: "Status", apiVersion: "v1", status: "Success" } : discovery(path);
      response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(body ?? { kind: "Status", apiVersion: "v1", status: "Failure", code: 404, reason: "NotFound" }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const folder = mkdtempSync(join(tmpdir(), "wildegress-clean-"));
    try {
      const { out } = await clean(...GATEWAY, "--gateway-install", "manifests", "--harden", "--namespace", "shop");
      writeFileSync(join(folder, "clean.sh"), out.replaceAll("--ignore-not-found", "--ignore-not-found --wait=false"));
      const { port } = server.address() as AddressInfo;
      const kubeconfig = {
        clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${port}` } }],
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
        "current-context": "c",
        users: [{ name: "u", user: {} }],
      };
      writeFileSync(join(folder, "config"), JSON.stringify({ apiVersion: "v1", kind: "Config", ...kubeconfig }));
      const env = { ...process.env, KUBECONFIG: join(folder, "config"), HOME: folder };
      const run = await finished(spawn("sh", [join(folder, "clean.sh")], { env }));
      expect(run.err).toBe("");
      const named = out.split("\n").flatMap((line) => /^kubectl delete (\S+) (\S+)/.exec(line)?.[2] ?? []);
      expect(deleted.map((path) => path.split("/").at(-1))).toEqual(named);
      expect(deleted[0]).toMatch(/^\/apis\/networking\.k8s\.io\/v1\/namespaces\/\S+\/networkpolicies\//);
      expect(deleted).toContain(
        "/apis/networking.istio.io/v1/namespaces/istio-system/gateways/egressgateway-wikipedia",
      );
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  });
});

/** What an API server with Istio answers to discovery: kinds by group. */
const GROUPS: Readonly<Record<string, readonly (readonly [plural: string, kind: string])[]>> = {
  "apps/v1": [["deployments", "Deployment"]],
  "autoscaling/v2": [["horizontalpodautoscalers", "HorizontalPodAutoscaler"]],
  "policy/v1": [["poddisruptionbudgets", "PodDisruptionBudget"]],
  "networking.k8s.io/v1": [["networkpolicies", "NetworkPolicy"]],
  "rbac.authorization.k8s.io/v1": [
    ["roles", "Role"],
    ["rolebindings", "RoleBinding"],
  ],
  "networking.istio.io/v1": [
    ["gateways", "Gateway"],
    ["virtualservices", "VirtualService"],
    ["destinationrules", "DestinationRule"],
    ["serviceentries", "ServiceEntry"],
    ["sidecars", "Sidecar"],
  ],
  "networking.istio.io/v1alpha3": [["envoyfilters", "EnvoyFilter"]],
  "gateway.networking.k8s.io/v1": [["gateways", "Gateway"]],
};
const CORE = [
  ["configmaps", "ConfigMap"],
  ["services", "Service"],
  ["serviceaccounts", "ServiceAccount"],
] as const;

function discovery(path: string): unknown {
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  if (path === "/api/v1") return resourceList("v1", CORE);
  if (path === "/apis") {
    const names = [...new Set(Object.keys(GROUPS).map((each) => each.split("/")[0]))];
    const groups = names.map((name) => {
      const versions = Object.keys(GROUPS)
        .filter((each) => each.startsWith(`${name}/`))
        .map((groupVersion) => ({ groupVersion, version: groupVersion.split("/")[1] }));
      return { name, versions, preferredVersion: versions[0] };
    });
    return { kind: "APIGroupList", apiVersion: "v1", groups };
  }
  const group = path.replace(/^\/apis\//, "");
  const kinds = GROUPS[group];
  if (kinds !== undefined) return resourceList(group, kinds);
  // A resource that is asked for before it is deleted.
  const name = path.split("/").at(-1);
  return { kind: "Thing", apiVersion: "v1", metadata: { name, uid: "1" } };
}

function resourceList(groupVersion: string, kinds: readonly (readonly [string, string])[]): unknown {
  const verbs = ["create", "delete", "get", "list", "patch"];
  const resources = kinds.map(([name, kind]) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: true,
    kind,
    verbs,
  }));
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

async function finished(child: ReturnType<typeof spawn>): Promise<{ err: string }> {
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  await new Promise((resolve) => child.on("close", resolve));
  return { err };
}
