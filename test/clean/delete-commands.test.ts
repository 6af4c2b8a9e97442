import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { EMITTED_KINDS } from "../../src/clean/delete-by-label.ts";
import { deleteCommand, deleteCommands, kindOf } from "../../src/clean/delete-commands.ts";
import { deletionManifests } from "../../src/clean/delete-manifests.ts";
import { planRemoval } from "../../src/clean/removal.ts";
import { generate } from "../../src/generate.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { makePlan, type PlanOverrides } from "../support/plan.ts";

const ALL = { keepGateway: false, legacy: true };
const FULL: PlanOverrides = {
  policies: [
    {
      name: "a",
      domains: ["*.a.org"],
      callers: [{ namespace: "crawl", serviceAccount: "reader" }],
      clientNamespaces: ["crawl"],
    },
    { name: "b", domains: ["*.b.org"], sniProxy: "envoy", ports: ["443/tls", "80/http"] },
    { name: "c", domains: ["*.c.org"], strategy: "single-host", via: "www.c.org" },
    { name: "d", domains: ["*.d.org"], strategy: "dynamic-dns", tlsOrigination: true, ports: ["80/http"] },
  ],
  gateway: { install: "manifests" },
  hardening: { sidecar: true, networkPolicy: true },
};

/** Plans that together make every kind there is. */
const PLANS: readonly PlanOverrides[] = [
  FULL,
  { policies: [{ mtls: false }], gateway: { api: "gateway-api" }, istio: "1.31" },
  { policies: [{ strategy: "waypoint" }], istio: "1.31", target: { dataPlane: "ambient" } },
  { policies: [{}], gateway: { install: "helm" } },
  { policies: [{}], gateway: { install: "operator" } },
];

describe("clean", () => {
  it.each(PLANS)("names each resource of gen once, in the reverse order (%#)", (overrides) => {
    const generated = generate(makePlan(overrides));
    const { resources } = planRemoval(generated, ALL);
    const name = (kind: string, name: string, namespace: string | undefined): string => `${kind} ${namespace}/${name}`;
    expect(resources.map((each) => name(each.kind, each.name, each.namespace))).toEqual(
      generated.resources
        .map(({ manifest: { kind, metadata } }) => name(kind, metadata.name, metadata.namespace))
        .reverse(),
    );
    expect(resources.length).toBeGreaterThan(0);
  });

  it("takes hardening first and the gateway last", () => {
    const lines = deleteCommands(planRemoval(generate(makePlan(FULL)), ALL)).split("\n");
    const place = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(place("networkpolicy")).toBeLessThan(place("virtualservice"));
    expect(place("virtualservice")).toBeLessThan(place("deployment.apps"));
    expect(place("deployment.apps")).toBeLessThan(place("forward-downstream-sni"));
  });

  it("keeps the gateway's own resources when told so", () => {
    const kinds = planRemoval(generate(makePlan(FULL)), { keepGateway: true, legacy: true }).resources.map(
      ({ kind }) => kind,
    );
    expect(kinds).not.toContain("Deployment");
    expect(kinds).toContain("VirtualService");
  });

  it.each([
    ["helm", /^helm uninstall istio-egressgateway-with-sni-proxy -n istio-system$/m],
    ["operator", /^istioctl manifest generate -f \S+\.yaml \| kubectl delete --ignore-not-found -f -$/m],
  ] as const)("takes a gateway that came by %s the same way", (install, command) => {
    const generated = generate(makePlan({ gateway: { install } }));
    const fileNames = generated.artifacts.map(({ fileName }) => fileName);
    const text = deleteCommands(planRemoval(generated, ALL));
    expect(text).toMatch(command);
    if (install === "operator") expect(text).toContain(`-f ${fileNames[0]} |`);
  });

  it("never lets istioctl render more than the gateway", () => {
    const [artifact] = generate(makePlan({ gateway: { install: "operator" } })).artifacts;
    expect(artifact?.content).toMatchObject({ spec: { profile: "empty" } });
  });
});

describe("the old EnvoyFilters", () => {
  const legacyOf = (plan: Plan): string[] =>
    planRemoval(generate(plan), ALL).legacy.map(({ namespace, name }) => `${namespace}/${name}`);

  it("are looked for where the client, the gateway and the mesh are", () => {
    const plan = makePlan({ policies: [{ clientNamespaces: [undefined, "shop"] }], gateway: { namespace: "egress" } });
    expect(legacyOf(plan)).toEqual(
      ["undefined", "egress", "istio-system", "shop"].flatMap((namespace) => [
        `${namespace}/forward-downstream-sni`,
        `${namespace}/egress-gateway-sni-verifier`,
      ]),
    );
  });

  it("are none of the business of strategies without a gateway, and can be left", () => {
    expect(legacyOf(makePlan({ policies: [{ strategy: "direct", mtls: false }] }))).toEqual([]);
    expect(planRemoval(generate(makePlan()), { ...ALL, legacy: false }).legacy).toEqual([]);
  });
});

describe("delete commands", () => {
  it.each([
    ["v1", "ConfigMap", "configmap"],
    ["apps/v1", "Deployment", "deployment.apps"],
    ["networking.istio.io/v1beta1", "Gateway", "gateway.networking.istio.io"],
    ["gateway.networking.k8s.io/v1", "Gateway", "gateway.gateway.networking.k8s.io"],
  ])("%s %s", (apiVersion, kind, written) => {
    expect(kindOf({ apiVersion, kind })).toBe(written);
  });

  it("are one word each to a shell, whatever the name", () => {
    const target = { apiVersion: "v1", kind: "ConfigMap", name: "a; touch $(x) 'y'", namespace: undefined };
    const words = execFileSync("sh", ["-c", `set -- ${deleteCommand(target)}; for w; do printf '%s\\n' "$w"; done`], {
      encoding: "utf8",
    });
    expect(words.split("\n")).toEqual(["kubectl", "delete", "configmap", target.name, "--ignore-not-found", ""]);
  });

  it("carry a namespace only where there is one", () => {
    const base = { apiVersion: "v1", kind: "ConfigMap", name: "a" };
    expect(deleteCommand({ ...base, namespace: "b" })).toBe("kubectl delete configmap a -n b --ignore-not-found");
    expect(deletionManifests({ resources: [{ ...base, namespace: undefined }], legacy: [], tools: [] })).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
    ]);
  });
});

describe("clean --all", () => {
  it("knows every kind that gen makes, in the reverse of their order", () => {
    const made = PLANS.map((overrides) =>
      generate(makePlan(overrides)).resources.map(({ manifest }) => kindOf(manifest)),
    );
    const known: readonly string[] = EMITTED_KINDS;
    expect([...new Set(made.flat())].filter((kind) => !known.includes(kind))).toEqual([]);
    // `pod` is the one that verify makes.
    expect(known.filter((kind) => kind !== "pod" && !made.flat().includes(kind))).toEqual([]);
  });
});
