import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askClusterForRelease } from "../../src/config/ask-cluster.ts";
import { runProgram } from "../../src/programs/run-program.ts";
import { isThere } from "./needed-program.ts";

const ISTIOD = {
  metadata: { name: "istiod-1-30-2", namespace: "mesh-system", labels: { app: "istiod" } },
  spec: { template: { spec: { containers: [{ name: "discovery", image: "docker.io/istio/pilot:1.30.2" }] } } },
};
const CRD = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "serviceentries.networking.istio.io", labels: { "app.kubernetes.io/version": "1.27.4" } },
};

/** What a cluster answers, by path; istiod is in a namespace of its own choice. */
const answers = (deployments: readonly object[]): Readonly<Record<string, object>> => ({
  "/api": { kind: "APIVersions", versions: ["v1"] },
  "/api/v1": resources("v1", "services", "Service", true),
  "/apis": {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: [group("apps"), group("apiextensions.k8s.io")],
  },
  "/apis/apps/v1": resources("apps/v1", "deployments", "Deployment", true),
  "/apis/apiextensions.k8s.io/v1": resources(
    "apiextensions.k8s.io/v1",
    "customresourcedefinitions",
    "CustomResourceDefinition",
    false,
  ),
  "/apis/apps/v1/namespaces/istio-system/deployments": list([]),
  "/apis/apps/v1/deployments": list(deployments),
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/serviceentries.networking.istio.io": CRD,
});

const group = (name: string) => ({
  name,
  versions: [{ groupVersion: `${name}/v1`, version: "v1" }],
  preferredVersion: { groupVersion: `${name}/v1`, version: "v1" },
});
const resources = (groupVersion: string, name: string, kind: string, namespaced: boolean) => ({
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion,
  resources: [
    {
      name,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: ["get", "list"],
      shortNames: name === "customresourcedefinitions" ? ["crd"] : [],
    },
  ],
});
const list = (items: readonly object[]) => ({
  kind: "DeploymentList",
  apiVersion: "apps/v1",
  metadata: {},
  items: items.map((item) => ({ apiVersion: "apps/v1", kind: "Deployment", ...item })),
});

describe.runIf(isThere("kubectl"))("--istio auto, by the real kubectl", () => {
  let deployments: readonly object[] = [];
  let server: Server;
  const folder = mkdtempSync(join(tmpdir(), "wildegress-auto-"));

  beforeAll(async () => {
    server = createServer((request, response) => {
      const found = answers(deployments)[(request.url ?? "").replace(/\?.*/, "")];
      response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(found ?? { kind: "Status", apiVersion: "v1", status: "Failure", code: 404 }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${port}` } }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      "current-context": "c",
      users: [{ name: "u", user: {} }],
    };
    writeFileSync(join(folder, "config"), JSON.stringify(config));
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const ask = () =>
    askClusterForRelease({
      run: (program, args, options) =>
        runProgram("env", [`KUBECONFIG=${join(folder, "config")}`, `HOME=${folder}`, program, ...args], options),
    });

  it("finds istiod in whatever namespace it is", async () => {
    deployments = [ISTIOD];
    expect(await ask()).toEqual({
      value: "1.30.2",
      at: {
        kind: "cluster",
        detail: "--istio auto: mesh-system/istiod-1-30-2 runs docker.io/istio/pilot:1.30.2",
      },
    });
  });

  it("reads the release from the CRDs where no istiod is to be seen", async () => {
    deployments = [];
    expect(await ask()).toMatchObject({ value: "1.27.4" });
  });
});
