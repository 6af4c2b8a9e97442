import { describe, expect, test } from "vitest";
import { dnsCacheConfig } from "../../src/envoy/dns-cache.ts";
import { httpProxyListener } from "../../src/envoy/http-proxy-listener.ts";
import { sniProxyListener } from "../../src/envoy/sni-proxy-listener.ts";
import { cidrContains, parseCidr } from "../../src/plan/cidr.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { makePlan, type PlanOverrides } from "../support/plan.ts";

interface Cache {
  readonly name: string;
  readonly dns_failure_refresh_rate?: { readonly base_interval: string; readonly max_interval: string };
  readonly resolved_address_filter?: {
    readonly ranges: readonly { readonly address_prefix: string; readonly prefix_len: number }[];
  };
}

function firstOf({ policies: [policy] }: Plan) {
  const port = policy?.ports[0];
  if (policy === undefined || port === undefined) throw new Error("the plan has no policy");
  return { policy, port };
}

function cacheOf(overrides: PlanOverrides): Cache {
  const plan = makePlan(overrides);
  return dnsCacheConfig("wildegress-wikipedia", firstOf(plan).policy, plan) as Cache;
}

const textOf = (overrides: PlanOverrides, build: typeof sniProxyListener): string => {
  const plan = makePlan(overrides);
  const { policy, port } = firstOf(plan);
  return JSON.stringify(build(port, policy, plan));
};

describe("the DNS cache", () => {
  test("has another name as soon as its settings differ, and the same while they do not", () => {
    const variants: PlanOverrides[] = [
      { istio: "1.31" },
      { istio: "1.30" },
      { istio: "1.31", gateway: { ipFamily: "ipv6" } },
      { istio: "1.31", gateway: { ipFamily: "both" } },
      { istio: "1.31", gateway: { meshCidrs: ["20.0.0.0/8"] } },
      { istio: "1.31", policies: [{ allowPrivate: ["10.0.0.0/8"] }] },
      { istio: "1.31", policies: [{ allowPrivate: ["10.0.0.0/16"] }] },
    ];
    expect(new Set(variants.map((one) => cacheOf(one).name)).size).toBe(variants.length);
    for (const one of variants) expect(cacheOf(one)).toEqual(cacheOf(one));
    expect(cacheOf({ istio: "1.24", policies: [{ domains: ["*.pypi.org"] }] }).name).toBe(
      cacheOf({ istio: "1.24" }).name,
    );
  });

  test("asks again soon for a name that did not resolve, on every release", () => {
    for (const istio of ["1.12", "1.24", "1.31"]) {
      expect(cacheOf({ istio }).dns_failure_refresh_rate).toEqual({ base_interval: "1s", max_interval: "60s" });
    }
  });

  test("drops private addresses, but for those that are allowed", () => {
    const ranges = (overrides: PlanOverrides) =>
      (cacheOf({ istio: "1.31", ...overrides }).resolved_address_filter?.ranges ?? []).map((range) =>
        parseCidr(`${range.address_prefix}/${range.prefix_len}`),
      );
    const dropped = (overrides: PlanOverrides, address: string) =>
      ranges(overrides).some((range) => cidrContains(range, parseCidr(address)));
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "169.254.169.254",
      "192.168.0.1",
      "100.64.0.1",
      "240.240.0.1",
      "0.0.0.0",
      "::1",
      "fe80::1",
      "fd00::1",
      "::ffff:10.0.0.1",
      "64:ff9b::a00:1",
    ])
      expect(dropped({}, address), address).toBe(true);
    for (const address of ["1.1.1.1", "91.198.174.192", "2620:0:862:ed1a::1"])
      expect(dropped({}, address), address).toBe(false);
    const allowed = { policies: [{ allowPrivate: ["10.1.0.0/16"] }] };
    expect(dropped(allowed, "10.1.2.3")).toBe(false);
    expect(dropped(allowed, "10.2.2.3")).toBe(true);
    expect(dropped({ gateway: { meshCidrs: ["20.0.0.0/8"] } }, "20.1.1.1")).toBe(true);
  });
});

describe("the SNI listener", () => {
  test("judges the address before it connects where Envoy can, in a form that fails closed", () => {
    const text = textOf({ istio: "1.29" }, sniProxyListener);
    const order = ["sni_dynamic_forward_proxy", "network.rbac", "network.tcp_proxy"].map((name) =>
      text.indexOf(`envoy.filters.${name.replace("sni_", "network.sni_")}`),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(text).toContain('"action":"ALLOW"');
    expect(text).not.toContain('"DENY"');
    // istiod drops fields that it does not know, unless they are in a TypedStruct.
    for (const field of ["save_upstream_address", "upstream_connect_mode"]) {
      const before = text.slice(0, text.indexOf(field));
      expect(before.slice(before.lastIndexOf("@type"))).toContain("TypedStruct");
    }
  });

  test("has no field that an older Envoy would refuse", () => {
    const text = textOf({ istio: "1.28" }, sniProxyListener);
    for (const field of ["save_upstream_address", "upstream_connect_mode", "resolved_address_filter", "rbac"])
      expect(text).not.toContain(field);
  });

  test("dials the policy's port, not the one it listens on", () => {
    expect(textOf({ policies: [{ ports: ["8443/tls"] }] }, sniProxyListener)).toContain('"port_value":8443');
  });
});

describe("the HTTP listener", () => {
  test("takes the port in the Host for the policy's, or not at all", () => {
    expect(textOf({ policies: [{ ports: ["80/http"] }] }, httpProxyListener)).toContain('"strip_any_host_port":true');
    const other = textOf({ policies: [{ ports: ["8080/http"] }] }, httpProxyListener);
    expect(other).toContain('"domains":["*.wikipedia.org:8080"]');
    expect(other).not.toContain("strip_any_host_port");
  });

  test("keeps the mesh's headers inside, and cuts no long answer", () => {
    const text = textOf({ policies: [{ ports: ["80/http"] }] }, httpProxyListener);
    for (const header of ["x-forwarded-client-cert", "x-envoy-peer-metadata"]) expect(text).toContain(`"${header}"`);
    expect(text).toContain('"timeout":"0s"');
  });
});
