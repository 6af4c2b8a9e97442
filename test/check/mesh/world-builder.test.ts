import { describe, expect, test } from "vitest";
import { WorldBuilder } from "../../../src/check/mesh/world-builder.ts";
import { builderOf, meshOf } from "./mesh-of.ts";

const object = (apiVersion: string, kind: string, metadata = "{ name: a }") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\n`;

describe("the manifests of a run", () => {
  test.each([
    ["v1", "Service"],
    ["apps/v1", "Deployment"],
    ["autoscaling/v2", "HorizontalPodAutoscaler"],
    ["networking.k8s.io/v1", "NetworkPolicy"],
    ["gateway.networking.k8s.io/v1", "TLSRoute"],
    ["networking.istio.io/v1", "Gateway"],
    ["install.istio.io/v1alpha1", "IstioOperator"],
  ])("are kept by kind: %s %s", (apiVersion, kind) => {
    const { world } = builderOf(object(apiVersion, kind));
    expect(world.of(kind).map(({ name }) => name)).toEqual(["a"]);
    expect(world.of("Other")).toEqual([]);
    expect(world.otherKinds).toEqual([]);
  });

  test.each([
    ["of other groups", object("serving.knative.dev/v1", "Service")],
    ["of a group that ends alike", object("x.apps/v1", "Deployment")],
    ["of a group without a name", object("/v1", "Deployment").replace("/v1", "x/v1")],
    ["without a name", object("v1", "Service", "{ namespace: a }")],
    ["without a kind", "apiVersion: v1\nmetadata: { name: a }\n"],
    ["without a version", "kind: Service\nmetadata: { name: a }\n"],
    ["without metadata", "apiVersion: v1\nkind: Service\n"],
    ["that are none", "[]"],
    ["that are empty", ""],
  ])("but not those %s", (_what, text) => {
    const { world } = builderOf(text);
    for (const kind of ["Service", "Deployment", "undefined"]) expect(world.of(kind)).toEqual([]);
  });

  test("what is no object is passed over", () => {
    const locate = () => ({ kind: "file" as const, file: "f", line: 1, column: 1 });
    expect(new WorldBuilder().add(null, locate)).toBeUndefined();
    expect(new WorldBuilder().add("apiVersion: v1", locate)).toBeUndefined();
  });

  test("Gateways of Istio and of the Gateway API are told apart", () => {
    const { world } = builderOf(
      [
        object("networking.istio.io/v1", "Gateway"),
        object("gateway.networking.k8s.io/v1", "Gateway", "{ name: b }"),
      ].join("---\n"),
    );
    expect(world.of("Gateway").map(({ name }) => name)).toEqual(["a"]);
    expect(world.of("KubernetesGateway").map(({ name }) => name)).toEqual(["b"]);
  });

  test("metadata, as far as it is text", () => {
    const full = `{ name: a, namespace: team, creationTimestamp: "2026-01-02T03:04:05Z", labels: { app: a, n: 1 }, annotations: { note: b } }`;
    const { world } = builderOf(
      [object("v1", "Service", full), object("v1", "Service", '{ name: b, namespace: "", creationTimestamp: 5 }')].join(
        "---\n",
      ),
    );
    expect(world.of("Service")).toMatchObject([
      { name: "a", namespace: "team", created: "2026-01-02T03:04:05Z", annotations: { note: "b" } },
      { name: "b", namespace: "default", created: "", labels: {}, annotations: {}, spec: {} },
    ]);
    expect(world.of("Service")[0]?.labels).toEqual({ app: "a" });
  });

  test("the last of a name counts, at its place", () => {
    const text = ["{ name: a }", "{ name: b }", "{ name: a, namespace: other }", "{ name: a, labels: { x: y } }"]
      .map((metadata) => object("v1", "Service", metadata))
      .join("---\n");
    const { world, replaced } = builderOf(text);
    const services = world.of("Service");
    expect(services.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
      "default/b",
      "other/a",
      "default/a",
    ]);
    expect(replaced).toMatchObject([{ object: { labels: {} }, by: { labels: { x: "y" } } }]);
    expect(builderOf(object("v1", "Service")).replaced).toEqual([]);
  });
});

test("what several rules ask for is worked out once", () => {
  const mesh = meshOf("");
  let times = 0;
  const make = () => ++times;
  expect([mesh.once("a", make), mesh.once("a", make), mesh.once("b", make)]).toEqual([1, 1, 2]);
  expect(mesh.gateways).toBe(mesh.gateways);
  expect(mesh.legs).toBe(mesh.legs);
});
