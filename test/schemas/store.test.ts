import { describe, expect, test } from "vitest";
import { readStores, type StoreFile } from "../../scripts/schemas/compile.mjs";
import { servedApiVersions } from "../../src/istio/api-version.ts";
import { ALL_RELEASES, minorOf, releaseOfMinor } from "../../src/istio/release.ts";

const stores = readStores();

describe("the schema store", () => {
  test("has every kind", () => {
    expect(stores.map(({ name }) => name)).toEqual([
      "gateway-api.Gateway",
      "gateway-api.ReferenceGrant",
      "gateway-api.TLSRoute",
      "istio.AuthorizationPolicy",
      "istio.DestinationRule",
      "istio.EnvoyFilter",
      "istio.Gateway",
      "istio.IstioOperator",
      "istio.PeerAuthentication",
      "istio.ProxyConfig",
      "istio.ServiceEntry",
      "istio.Sidecar",
      "istio.Telemetry",
      "istio.VirtualService",
      "kubernetes.ConfigMap",
      "kubernetes.Deployment",
      "kubernetes.HorizontalPodAutoscaler",
      "kubernetes.Namespace",
      "kubernetes.NetworkPolicy",
      "kubernetes.Pod",
      "kubernetes.PodDisruptionBudget",
      "kubernetes.Role",
      "kubernetes.RoleBinding",
      "kubernetes.Service",
      "kubernetes.ServiceAccount",
    ]);
  });

  describe.each(stores.map((file) => [file.name, file] as const))("%s", (_name, { store, text }) => {
    test("has no gap and no overlap from its first release to the newest", () => {
      const first = Math.min(...store.roots.map(({ from }) => minorOf(from)));
      for (const release of ALL_RELEASES.filter((name) => minorOf(name) >= first)) {
        const served = servedBy(store, release);
        expect(served.length, release).toBeGreaterThan(0);
        expect(new Set(served).size, release).toBe(served.length);
      }
    });

    test("uses every definition and defines everything that it uses", () => {
      const used = new Set([...text.matchAll(/"#\/\$defs\/([0-9a-f]+)"/g)].map(([, name]) => name));
      expect([...used].sort()).toEqual(Object.keys(store.$defs).sort());
    });

    test("is closed, and carries no prose", () => {
      for (const [name, schema] of Object.entries(store.$defs)) {
        expect([name, schema.additionalProperties]).toEqual([name, false]);
      }
      expect(text).not.toMatch(/"description":/);
      expect(text).not.toMatch(/"x-kubernetes/);
    });

    test("names its sources with their versions", () => {
      expect(store.sources.length).toBeGreaterThan(0);
      for (const { module, version, file } of store.sources) {
        expect(file).toBeTruthy();
        if (module !== undefined) expect(version).toMatch(/^v\d+\.\d+\.\d+/);
      }
    });
  });

  test("leaves open only what is handed on unread", () => {
    const open = stores.flatMap(({ store }) =>
      Object.values(store.$defs).flatMap((schema) =>
        Object.entries(schema.properties as Record<string, Record<string, unknown>>)
          .filter(([, property]) => property.type === "object" && property.additionalProperties === undefined)
          .map(([field]) => `${store.kind} ${field}`),
      ),
    );
    expect(new Set(open)).toEqual(
      new Set(["EnvoyFilter value", "IstioOperator meshConfig", "IstioOperator values", ...fieldsV1()]),
    );
  });

  test.each([
    ["istio.ServiceEntry", "ServiceEntry"],
    ["istio.VirtualService", "VirtualService"],
    ["istio.Gateway", "Gateway"],
    ["istio.DestinationRule", "DestinationRule"],
    ["istio.Sidecar", "Sidecar"],
    ["istio.EnvoyFilter", "EnvoyFilter"],
    ["istio.ProxyConfig", "ProxyConfig"],
    ["istio.AuthorizationPolicy", "AuthorizationPolicy"],
    ["istio.PeerAuthentication", "PeerAuthentication"],
    ["istio.Telemetry", "Telemetry"],
    ["istio.IstioOperator", "IstioOperator"],
  ])("%s is served in the versions that releases.yaml says", (name, api) => {
    const { store } = storeNamed(name);
    for (const release of ALL_RELEASES) {
      expect(servedBy(store, release).sort(), release).toEqual(
        servedApiVersions(api, releaseOfMinor(minorOf(release))).sort(),
      );
    }
  });

  test.each([
    ["gateway-api.Gateway", "KubernetesGateway"],
    ["gateway-api.TLSRoute", "TLSRoute"],
  ])("%s has the version that we would write", (name, api) => {
    const { store } = storeNamed(name);
    for (const release of ALL_RELEASES) {
      const newest = servedApiVersions(api, releaseOfMinor(minorOf(release))).at(-1);
      if (newest !== undefined) expect(servedBy(store, release), release).toContain(newest);
    }
  });
});

function storeNamed(name: string): StoreFile {
  const found = stores.find((file) => file.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function servedBy(store: StoreFile["store"], release: string): string[] {
  const minor = minorOf(release);
  return store.roots
    .filter(({ from, to }) => minorOf(from) <= minor && minor <= minorOf(to))
    .map(({ apiVersion }) => apiVersion);
}

/** What managed fields hold: in the metadata of every kind. */
function fieldsV1(): string[] {
  return stores.map(({ store }) => `${store.kind} fieldsV1`);
}
