import { describe, expect, it } from "vitest";
import { gatewayInstall, gatewayInstallObstacles } from "../../src/gateway/install.ts";
import { ALL_RELEASES } from "../../src/istio/release.ts";
import { INSTALL_METHODS, type InstallMethod, type Plan, type SniProxyKind } from "../../src/plan/plan.ts";
import type { KubernetesObject } from "../../src/resources/resource.ts";
import { checkSchema } from "../../src/schema/schema-check.ts";
import { makePlan } from "../support/plan.ts";

const planOf = (istio: string, install: InstallMethod, sniProxy: SniProxyKind = "nginx"): Plan =>
  makePlan({ istio, gateway: { install }, policies: [{ sniProxy }] });

const kindsOf = (plan: Plan): string[] => gatewayInstall(plan).resources.map(({ manifest }) => manifest.kind);

function manifestOf(plan: Plan, kind: string): KubernetesObject {
  const found = gatewayInstall(plan).resources.find(({ manifest }) => manifest.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found.manifest;
}

/** What works where, by method and proxy: the oldest release that has it. */
const FIRST: Record<Exclude<InstallMethod, "none">, Record<SniProxyKind, number>> = {
  manifests: { envoy: 9, nginx: 9 },
  helm: { envoy: 12, nginx: 27 },
  operator: { envoy: 5, nginx: 5 },
};

describe("gatewayInstallObstacles", () => {
  it.each(ALL_RELEASES)("knows what Istio %s has", (istio) => {
    const minor = Number(istio.slice(2));
    for (const install of ["manifests", "helm", "operator"] as const) {
      for (const sniProxy of ["envoy", "nginx"] as const) {
        const obstacles = gatewayInstallObstacles(planOf(istio, install, sniProxy));
        expect(obstacles.length === 0, `${install} ${sniProxy}`).toBe(minor >= FIRST[install][sniProxy]);
      }
    }
  });

  it("names the release that has it and what to use instead", () => {
    const [helm] = gatewayInstallObstacles(planOf("1.24", "helm"));
    expect(helm?.why).toContain("takes no second container, which nginx needs; Istio 1.27 and later can");
    expect(helm?.fix).toBe("use --gateway-install manifests");
    const [manifests] = gatewayInstallObstacles(planOf("1.8", "manifests"));
    expect(manifests?.why).toContain("1.9 and later");
    expect(manifests?.fix).toBe("use --gateway-install operator");
  });

  it("always names a way that works", () => {
    for (const istio of ALL_RELEASES) {
      for (const install of INSTALL_METHODS) {
        for (const { fix } of gatewayInstallObstacles(planOf(istio, install))) {
          const other = INSTALL_METHODS.find((method) => fix?.endsWith(` ${method}`));
          expect(other).toBeDefined();
          expect(gatewayInstallObstacles(planOf(istio, other ?? "none"))).toEqual([]);
        }
      }
    }
  });

  it.each([
    [{ port: 15_021 }, "15021"],
    [{ port: 8080, httpPort: 80 }, "8080"],
  ])("refuses ports that collide in the pod: %j", (gateway, number) => {
    const policies = [{ mtls: false, sniProxy: "envoy" as const, ports: ["80/http" as const, "443/tls" as const] }];
    const [obstacle] = gatewayInstallObstacles(makePlan({ gateway: { install: "manifests", ...gateway }, policies }));
    expect(obstacle?.code).toBe("gateway-port-collision");
    expect(`${obstacle?.what} ${obstacle?.why}`).toContain(number);
  });

  it("refuses the port of an SNI proxy on loopback", () => {
    const port = makePlan().policies[0]?.ports[0]?.unit.loopbackPort ?? 0;
    expect(gatewayInstallObstacles(makePlan({ gateway: { install: "manifests", port } }))).toHaveLength(1);
  });
});

describe("gatewayInstall", () => {
  it("always brings nginx's ConfigMap, and nothing else when the gateway is there", () => {
    expect(kindsOf(planOf("1.30", "none"))).toEqual(["ConfigMap"]);
    expect(kindsOf(planOf("1.30", "none", "envoy"))).toEqual([]);
    const configMap = manifestOf(planOf("1.30", "none"), "ConfigMap");
    expect(configMap.metadata.name).toBe("egress-sni-proxy-configmap");
    expect(configMap).toMatchObject({ data: { "nginx.conf": expect.stringContaining("*.wikipedia.org") } });
    expect(gatewayInstall(planOf("1.30", "none")).notes.map(({ code }) => code)).toEqual(["nginx-container-assumed"]);
  });

  it("brings nothing and says so when no policy goes through a gateway", () => {
    const plan = makePlan({ gateway: { install: "manifests" }, policies: [{ strategy: "direct" }] });
    const { resources, notes } = gatewayInstall(plan);
    expect(resources).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(["gateway-unused"]);
  });

  it("warns when it would change the gateway that Istio installed", () => {
    const codes = (install: InstallMethod, name: string) =>
      gatewayInstall(makePlan({ gateway: { install, name } })).notes.map(({ code }) => code);
    expect(codes("manifests", "istio-egressgateway")).toContain("gateway-name-of-istio");
    expect(codes("operator", "istio-egressgateway")).toContain("gateway-name-of-istio");
    expect(codes("manifests", "egress")).toEqual(["gateway-needs-injection"]);
  });

  it("serves each TLS port on its own loopback port, and leaves HTTP ports and Envoy's policies out", () => {
    const plan = makePlan({
      policies: [
        { name: "one", ports: ["443/tls", "8443/tls", "80/http"] },
        { name: "two", domains: ["*.example.org"], sniProxy: "envoy" },
      ],
    });
    const conf = JSON.stringify(manifestOf(plan, "ConfigMap").data);
    const listens = [...conf.matchAll(/listen 127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
    expect(listens).toEqual(
      [plan.policies[0]?.ports[0], plan.policies[0]?.ports[1]].map((port) => port?.unit.loopbackPort),
    );
    expect(conf).not.toContain("example.org");
    expect(conf).toContain("resolver kube-dns.kube-system.svc.cluster.local");
  });

  it("writes a Deployment that the injector completes", () => {
    const plan = makePlan({ gateway: { install: "manifests", revision: "canary" } });
    expect(manifestOf(plan, "Deployment")).toMatchObject({
      spec: {
        template: {
          metadata: {
            labels: { ...plan.gateway.selector, "sidecar.istio.io/inject": "true", "istio.io/rev": "canary" },
            annotations: {
              "inject.istio.io/templates": "gateway",
              "checksum/nginx-conf": expect.stringMatching(/^[0-9a-f]{8}$/),
            },
          },
          spec: {
            terminationGracePeriodSeconds: 60,
            containers: [
              {
                name: "istio-proxy",
                image: "auto",
                securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true },
              },
              { name: "sni-proxy", securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true } },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(manifestOf(plan, "Deployment"))).not.toContain('"replicas"');
    expect(manifestOf(plan, "Service")).toMatchObject({
      spec: { ports: [{ name: "https", port: 443, targetPort: 8443 }] },
    });
  });

  it("mounts every volume that it names, and no token of the API server for nginx", () => {
    const text = JSON.stringify(manifestOf(planOf("1.30", "manifests"), "Deployment"));
    const pod = (
      JSON.parse(text) as {
        spec: {
          template: {
            spec: {
              containers: { volumeMounts?: { name: string; mountPath: string }[] }[];
              volumes: { name: string }[];
            };
          };
        };
      }
    ).spec.template.spec;
    const mounts = pod.containers.flatMap(({ volumeMounts }) => volumeMounts ?? []);
    expect(mounts.map(({ name }) => name).sort()).toEqual(pod.volumes.map(({ name }) => name).sort());
    expect(mounts.map(({ mountPath }) => mountPath)).toContain("/var/run/secrets/kubernetes.io/serviceaccount");
  });

  it("opens port 80 only where a client speaks plain HTTP to the gateway", () => {
    const ports = (mtls: boolean) => {
      const policies = [{ sniProxy: "envoy" as const, mtls, ports: ["80/http" as const, "443/tls" as const] }];
      return JSON.stringify(manifestOf(makePlan({ gateway: { install: "manifests" }, policies }), "Service"));
    };
    expect(ports(true)).not.toContain("8080");
    expect(ports(false)).toContain('{"name":"http2","port":80,"targetPort":8080,"protocol":"TCP"}');
  });

  it("changes the pods' annotation when the conf changes", () => {
    const checksum = (domain: string) =>
      /"checksum\/nginx-conf":"(\w+)"/.exec(
        JSON.stringify(
          manifestOf(makePlan({ gateway: { install: "manifests" }, policies: [{ domains: [domain] }] }), "Deployment"),
        ),
      )?.[1];
    expect(checksum("*.wikipedia.org")).toBe(checksum("*.wikipedia.org"));
    expect(checksum("*.wikipedia.org")).not.toBe(checksum("*.wiktionary.org"));
  });

  it.each(ALL_RELEASES)("makes what the schemas of Istio %s accept, the same every time", (istio) => {
    for (const install of INSTALL_METHODS) {
      for (const sniProxy of ["envoy", "nginx"] as const) {
        const plan = planOf(istio, install, sniProxy);
        if (gatewayInstallObstacles(plan).length > 0) continue;
        const { resources, artifacts, notes } = gatewayInstall(plan);
        for (const { manifest } of resources) {
          expect(checkSchema(manifest, istio)).toEqual([]);
          // The check is strict: what it has no field for is a finding.
          expect(checkSchema({ ...manifest, surplus: {} }, istio)).not.toEqual([]);
        }
        for (const { kind, content } of artifacts) {
          if (kind === "IstioOperator") expect(checkSchema(content, istio)).toEqual([]);
        }
        for (const { severity, fix } of notes) expect([severity !== "error", fix !== undefined]).toEqual([true, true]);
        expect(JSON.stringify(gatewayInstall(plan))).toBe(JSON.stringify({ resources, artifacts, notes }));
      }
    }
  });
});
