import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { gatewayInstall } from "../../src/gateway/install.ts";
import type { InstallMethod, Plan } from "../../src/plan/plan.ts";
import { makePlan } from "../support/plan.ts";

/**
 * Renders what we make with the tools that it is made for. They are found by WILDEGRESS_ISTIOCTL, WILDEGRESS_HELM and WILDEGRESS_ISTIO_CHARTS (the folder
 * manifests/charts of Istio's repository), else on PATH; without them the tests are skipped and say so.
 */
const istioctl = process.env.WILDEGRESS_ISTIOCTL ?? "istioctl";
const helm = process.env.WILDEGRESS_HELM ?? "helm";
const charts = process.env.WILDEGRESS_ISTIO_CHARTS;

// Where one is named it must run: a path that leads nowhere is a failure, not a reason to skip.
const hasIstioctl =
  process.env.WILDEGRESS_ISTIOCTL !== undefined || spawnSync(istioctl, ["version", "--remote=false"]).status === 0;
const hasHelm =
  charts !== undefined && (process.env.WILDEGRESS_HELM !== undefined || spawnSync(helm, ["version"]).status === 0);

const folder = mkdtempSync(join(tmpdir(), "wildegress-render-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly ports: { readonly port: number; readonly targetPort: number; readonly name: string }[];
    readonly type: string;
    readonly selector: Record<string, string>;
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly replicas?: number;
    readonly template: { readonly metadata: PodMetadata; readonly spec: PodSpec };
  };
}

interface PodMetadata {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly affinity: { readonly podAntiAffinity: object };
  readonly containers: {
    readonly name: string;
    readonly image: string;
    readonly ports?: { readonly containerPort: number }[];
    readonly env?: { readonly name: string; readonly value?: string }[];
    readonly volumeMounts: { readonly name: string; readonly mountPath: string }[];
    readonly securityContext: Record<string, unknown>;
    readonly lifecycle?: object;
  }[];
  readonly volumes: { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

function planFor(install: InstallMethod, sniProxy: "nginx" | "envoy"): Plan {
  return makePlan({ istio: "1.31", gateway: { install }, policies: [{ sniProxy }] });
}

function artifactFile(plan: Plan): string {
  const artifact = gatewayInstall(plan).artifacts[0];
  if (artifact === undefined) throw new Error("no artifact");
  const file = join(folder, `${plan.policies[0]?.sniProxy}-${artifact.fileName}`);
  // JSON is YAML: what is tested here is the content, not the printer.
  writeFileSync(file, JSON.stringify(artifact.content));
  return file;
}

function render(program: string, args: string[]): Rendered[] {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return parseAllDocuments(stdout)
    .map((document): Rendered | null => document.toJS())
    .filter((object) => object !== null);
}

function only(objects: Rendered[], kind: string): Rendered {
  const found = objects.filter((object) => object.kind === kind);
  expect(found.map(({ metadata }) => metadata.name)).toHaveLength(1);
  return found[0] as Rendered;
}

function expectGateway(objects: Rendered[]): Rendered {
  const { spec } = only(objects, "Service");
  expect(spec.type).toBe("ClusterIP");
  expect(spec.selector).toEqual({
    app: "istio-egressgateway-with-sni-proxy",
    istio: "egressgateway-with-sni-proxy",
  });
  expect(spec.ports.map(({ name, port, targetPort }) => ({ name, port, targetPort }))).toEqual([
    { name: "https", port: 443, targetPort: 8443 },
  ]);
  const scaler = only(objects, "HorizontalPodAutoscaler").spec;
  expect([scaler.minReplicas, scaler.maxReplicas]).toEqual([1, 5]);
  const deployment = only(objects, "Deployment");
  expect(deployment.metadata).toMatchObject({ name: "istio-egressgateway-with-sni-proxy", namespace: "istio-system" });
  expect(deployment.spec.replicas).toBeUndefined();
  expect(deployment.spec.template.metadata.labels).toMatchObject(spec.selector);
  expect(deployment.spec.template.spec.affinity.podAntiAffinity).toBeDefined();
  const proxy = deployment.spec.template.spec.containers[0];
  expect(proxy?.name).toBe("istio-proxy");
  expect(proxy?.env).toContainEqual({ name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" });
  return deployment;
}

function expectNginx({ spec }: Rendered): void {
  const pod = spec.template.spec;
  expect(pod.containers.map(({ name }) => name)).toEqual(["istio-proxy", "sni-proxy"]);
  expect(pod.terminationGracePeriodSeconds).toBe(60);
  expect(spec.template.metadata.annotations["checksum/nginx-conf"]).toMatch(/^[0-9a-f]{8}$/);
  expect(spec.template.metadata.annotations["kubectl.kubernetes.io/default-container"]).toBe("istio-proxy");
  const nginx = pod.containers[1];
  expect(nginx?.image).toMatch(/^nginx:/);
  expect(nginx?.securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 101 });
  expect(nginx?.lifecycle).toBeDefined();
  const volumes = new Set(pod.volumes.map(({ name }) => name));
  expect(nginx?.volumeMounts.map(({ name }) => volumes.has(name))).toEqual([true, true, true]);
  expect(pod.volumes.find(({ name }) => name === "sni-proxy-config")?.configMap?.name).toBe(
    "egress-sni-proxy-configmap",
  );
}

describe.skipIf(!hasIstioctl)(
  `istioctl manifest generate (${hasIstioctl ? istioctl : "skipped: no istioctl; set WILDEGRESS_ISTIOCTL"})`,
  () => {
    const generate = (plan: Plan) => render(istioctl, ["manifest", "generate", "-f", artifactFile(plan)]);

    it("renders the gateway with nginx beside it", () => {
      const deployment = expectGateway(generate(planFor("operator", "nginx")));
      expectNginx(deployment);
      expect(deployment.spec.template.spec.containers[0]?.ports?.map(({ containerPort }) => containerPort)).toContain(
        8443,
      );
    });

    it("renders the gateway alone when Envoy is the SNI proxy", () => {
      const deployment = expectGateway(generate(planFor("operator", "envoy")));
      expect(deployment.spec.template.spec.containers.map(({ name }) => name)).toEqual(["istio-proxy"]);
    });
  },
);

describe.skipIf(!hasHelm)(
  `helm template (${hasHelm ? helm : "skipped: no helm or charts; set WILDEGRESS_HELM and WILDEGRESS_ISTIO_CHARTS"})`,
  () => {
    const template = (plan: Plan) =>
      render(helm, [
        "template",
        "any-release",
        join(charts ?? "", "gateway"),
        "--namespace",
        "istio-system",
        "-f",
        artifactFile(plan),
      ]);

    it("renders the gateway with nginx beside it", () => {
      const deployment = expectGateway(template(planFor("helm", "nginx")));
      expectNginx(deployment);
      expect(deployment.spec.template.metadata.annotations["inject.istio.io/templates"]).toBe("gateway");
    });

    it("renders the gateway alone when Envoy is the SNI proxy", () => {
      const deployment = expectGateway(template(planFor("helm", "envoy")));
      expect(deployment.spec.template.spec.containers.map(({ name }) => name)).toEqual(["istio-proxy"]);
    });
  },
);
