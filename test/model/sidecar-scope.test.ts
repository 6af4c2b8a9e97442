import { expect, test } from "vitest";
import { parseRelease } from "../../src/istio/release.ts";
import { makeTarget } from "../../src/istio/target.ts";
import { MeshModel } from "../../src/model/mesh-model.ts";
import { object, worldOf } from "./objects.ts";
import { settings } from "./settings.ts";

const HOST = "web.c.svc.cluster.local";
const PORTS = [{ number: 80, name: "http", protocol: "HTTP" }];

function entry(namespace: string) {
  const spec = { hosts: [HOST], ports: PORTS, resolution: "NONE", location: "MESH_EXTERNAL" };
  return object({ kind: "ServiceEntry", namespace, name: "web", created: "2026-01-01T00:00:00Z", spec });
}

const SERVICE = object({
  kind: "Service",
  namespace: "c",
  name: "web",
  created: "2026-02-01T00:00:00Z",
  value: { spec: { clusterIP: "10.0.0.1", ports: [{ port: 80, name: "http" }] } },
});

test.each<[string, "a" | "b", boolean, string]>([
  ["1.31", "b", false, "b"],
  ["1.31", "b", true, "b"],
  ["1.31", "a", false, "c"],
  ["1.31", "a", true, "c"],
  ["1.23", "b", false, "c"],
  ["1.23", "b", true, "b"],
  ["1.23", "a", false, "c"],
  ["1.23", "a", true, "b"],
])("Istio %s, a workload of %s, Sidecar %s: a host of namespaces b and c is %s's", (release, namespace, has, taken) => {
  const sidecar = object({ kind: "Sidecar", namespace, name: "default", spec: { egress: [{ hosts: ["*/*"] }] } });
  const world = worldOf(entry("b"), SERVICE, ...(has ? [sidecar] : []));
  const target = makeTarget({
    release: parseRelease(release),
    releaseKnown: true,
    dataPlane: "sidecar",
    dnsCapture: false,
    meshDomain: "cluster.local",
  });
  const proxy = { kind: "sidecar", namespace, name: "x", labels: {}, serviceAccount: "x", dnsCapture: false } as const;
  const model = new MeshModel(world, settings({ target }));
  expect(model.scope(proxy).services.get(HOST)?.namespace).toBe(taken);
});
