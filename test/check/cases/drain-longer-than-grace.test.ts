import { beforeAll, describe, expect, test } from "vitest";
import { compileValidators } from "../../../scripts/schemas/compile.mjs";
import { said } from "./said.ts";

beforeAll(() => compileValidators({ outDir: "dist/validators" }));

const gateway = (annotation: string, spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: istio-egressgateway, namespace: istio-system }
spec:
  selector: { matchLabels: { istio: egressgateway } }
  template:
    metadata:
      labels: { istio: egressgateway }
      annotations:
        inject.istio.io/templates: gateway
${annotation}
    spec:
${spec}
`;
const config = (line: string) => `        proxy.istio.io/config: |\n          ${line}`;
const PROXY = "      containers: [{ name: istio-proxy, image: auto }]";

describe("a gateway drains for as long as the annotation says", () => {
  test.each([
    ["terminationDrainDuration: 31s", true],
    // As long as it is given is not longer.
    ["terminationDrainDuration: 30s", false],
    ["terminationDrainDuration: 1m", true],
    ["terminationDrainDuration: 0.5m", false],
    ["terminationDrainDuration: 31000ms", true],
    ["terminationDrainDuration: 29999ms", false],
    ["terminationDrainDuration: 1h", true],
    ["terminationDrainDuration: 40", true],
    ['"terminationDrainDuration": "45s"', true],
    ["terminationDrainDuration:    45s", true],
    // Not a duration: nothing is known.
    ["terminationDrainDuration: forever", false],
    ["terminationDrainDuration: 45x", false],
    ["# a word about terminationDrainDuration: 45s", false],
    ["concurrency: 2", false],
  ])("%s", async (line, longer) => {
    const found = await said(gateway(config(line), PROXY), "drain-longer-than-grace");
    expect(found.length).toBe(longer ? 1 : 0);
    for (const one of found)
      expect(one).toMatch(/^proxy\.istio\.io\/config: \| → terminationDrainDuration is .* 30 s$/);
  });

  test("and is given what the pod says", async () => {
    const text = (grace: number) =>
      gateway(config("terminationDrainDuration: 45s"), `      terminationGracePeriodSeconds: ${grace}\n${PROXY}`);
    expect(await said(text(45), "drain-longer-than-grace")).toEqual([]);
    expect(await said(text(44), "drain-longer-than-grace")).toEqual([
      "proxy.istio.io/config: | → terminationDrainDuration is 45 s, and the pod is killed after 44 s",
    ]);
  });
});

describe("a gateway drains for as long as its environment says", () => {
  const pods = (name: string, value: string) =>
    gateway(
      "",
      `      containers:
      - name: istio-proxy
        image: auto
        env:
        - name: OTHER
          value: "90"
        - name: ${name}
          value: "${value}"`,
    );

  test.each([
    ["TERMINATION_DRAIN_DURATION_SECONDS", "31", 1],
    ["TERMINATION_DRAIN_DURATION_SECONDS", "30", 0],
    ["SOMETHING_ELSE", "31", 0],
  ])("%s: %s", async (name, value, count) => {
    const found = await said(pods(name, value), "drain-longer-than-grace");
    expect(found).toEqual(
      Array.from(
        { length: count },
        () => `value: "${value}" → ${name} is ${value} s, and the pod is killed after 30 s`,
      ),
    );
  });
});

test.each([
  ["31s", 1],
  ["30s", 0],
])("nginx beside it that ends its workers after %s", async (timeout, count) => {
  const text = `${gateway(
    "",
    `      containers:
      - name: istio-proxy
        image: auto
      - name: sni-proxy
        image: nginx:1.31.9
        volumeMounts: [{ name: conf, mountPath: /etc/nginx }]
      volumes: [{ name: conf, configMap: { name: sni-proxy } }]`,
  )}---
apiVersion: v1
kind: ConfigMap
metadata: { name: sni-proxy, namespace: istio-system }
data:
  nginx.conf: |
    worker_shutdown_timeout ${timeout};
    stream {
      map $ssl_preread_server_name $to { en.wikipedia.org en.wikipedia.org:443; }
      server { listen 127.0.0.1:18443; ssl_preread on; proxy_pass $to; }
    }
`;
  expect(await said(text, "drain-longer-than-grace")).toEqual(
    Array.from(
      { length: count },
      () => "worker_shutdown_timeout 31s; → worker_shutdown_timeout is 31 s, and the pod is killed after 30 s",
    ),
  );
});
