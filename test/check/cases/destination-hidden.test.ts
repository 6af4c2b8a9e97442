import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import { said } from "./said.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const service = (namespace: string, exportTo: string) => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: to, namespace: ${namespace} }
spec:
  hosts: [to.example.org]
  exportTo: ${exportTo}
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 443, name: tls, protocol: TLS }]
---
`;
const route = (namespace: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: way, namespace: ${namespace} }
spec:
  hosts: [en.wikipedia.org]
  exportTo: ["."]
  gateways: [mesh]
  tls:
  - match: [{ sniHosts: [en.wikipedia.org], port: 443 }]
    route:
    - destination:
        host: to.example.org
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: wikipedia, namespace: ${namespace} }
spec:
  hosts: [en.wikipedia.org]
  exportTo: ["."]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 443, name: tls, protocol: TLS }]
---
`;

describe("a route of the sidecars to a service that is exported", () => {
  test.each([
    ["to its own namespace alone", [service("other", '["."]')], 1],
    ["to nobody", [service("other", '["~"]')], 1],
    // What a route of the same namespace sends to, the sidecar is told of all the same.
    ["to nobody, beside the route", [service("default", '["~"]')], 0],
    ["to a third namespace", [service("other", "[third]")], 1],
    ["to all", [service("other", '["*"]')], 0],
    ["to the namespace of the route", [service("other", "[default]")], 0],
    ["within the namespace of the route", [service("default", '["."]')], 0],
    // One of two is enough.
    ["twice, once to the route's", [service("other", '["."]'), service("default", '["."]')], 0],
    ["not at all: there is none", [], 0],
  ])("%s", async (_words, services, count) => {
    const found = await said([...services, route("default")].join(""), "destination-hidden");
    expect(found.length).toBe(count);
    for (const one of found) {
      expect(one).toMatch(
        /^host: to\.example\.org → .*the sidecars of namespace default has? no cluster for to\.example\.org/,
      );
    }
  });
});
