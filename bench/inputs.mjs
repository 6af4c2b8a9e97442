import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the large inputs into a folder.
 *
 * @returns {Record<"domains" | "policies" | "resources" | "names" | "entries" | "entryFiles", (count: number) => string>} paths of files with that many;
 *   of a folder for `entryFiles`
 */
export function inputsIn(folder) {
  const write = (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const numbers = (count) => Array.from({ length: count }, (_, index) => index);
  return {
    domains: (count) =>
      write(
        `domains-${count}.txt`,
        `${numbers(count)
          .map((n) => `*.service-${n}.example-${n % 97}.org`)
          .join("\n")}\n`,
      ),
    policies: (count) =>
      write(
        `policies-${count}.yaml`,
        `policies:\n${numbers(count)
          .map((n) => `- name: policy-${n}\n  domains: ["*.service-${n}.example.org"]\n`)
          .join("")}`,
      ),
    resources: (count) =>
      write(
        `resources-${count}.yaml`,
        numbers(count / 2)
          .map((n) => `${serviceEntry(n)}---\n${virtualService(n)}`)
          .join("---\n"),
      ),
    entries: (count) => write(`entries-${count}.yaml`, numbers(count).map(shortEntry).join("---\n")),
    entryFiles: (count) => {
      const files = join(folder, `entries-${count}`);
      mkdirSync(files);
      for (const n of numbers(count)) writeFileSync(join(files, `${n}.yaml`), shortEntry(n));
      return files;
    },
    /** Ten of which the last is wrong. */
    wrongEntry: () =>
      write(
        "wrong.yaml",
        numbers(10)
          .map(shortEntry)
          .join("---\n")
          .replace(/NONE\n$/, "NOWHERE\n"),
      ),
    /** Every other one is below one of the domains. */
    names: (count) =>
      write(
        `names-${count}.txt`,
        numbers(count)
          .map((n) => `www-${n}.service-${n % 10_000}.example-${n % 2 === 0 ? (n % 10_000) % 97 : "x"}.org\n`)
          .join(""),
      ),
  };
}

function serviceEntry(n) {
  return `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: service-${n}
  namespace: default
  labels:
    app.kubernetes.io/managed-by: hand
spec:
  hosts:
  - "*.service-${n}.example.org"
  exportTo:
  - "."
  location: MESH_EXTERNAL
  ports:
  - number: 443
    name: tls
    protocol: TLS
  resolution: NONE
`;
}

/** Ten lines that no layer finds more in than a note. */
function shortEntry(n) {
  return `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: service-${n}
  namespace: default
spec:
  hosts: ["*.service-${n}.example.org"]
  ports:
  - { number: 443, name: tls, protocol: TLS }
  resolution: NONE
`;
}

function virtualService(n) {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: service-${n}
  namespace: default
spec:
  hosts:
  - "*.service-${n}.example.org"
  exportTo:
  - "."
  gateways:
  - mesh
  tls:
  - match:
    - port: 443
      sniHosts:
      - "*.service-${n}.example.org"
    route:
    - destination:
        host: "*.service-${n}.example.org"
        port:
          number: 443
`;
}
