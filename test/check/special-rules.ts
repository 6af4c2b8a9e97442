import { MAX_BYTES } from "../../src/check/documents/decode.ts";
import type { Layer } from "../../src/check/rule.ts";

const SERVICE_ENTRY = `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata:
  name: wikipedia
spec:
  hosts: ["*.wikipedia.org"]
`;

interface Special {
  readonly text: () => string | Uint8Array;
  /** The name of the file; else it is standard input. */
  readonly file?: string;
  readonly layers?: readonly Layer[];
}

/** Rules whose examples are no file that anybody would want to read, or that need more than a file; each with something that they find. */
export const SPECIAL: Readonly<Record<string, Special>> = {
  "too-deep": { text: () => "[".repeat(10_000) },
  "too-many-aliases": {
    text: () =>
      `a: &a [x, x, x, x, x, x, x, x, x, x]\n${["b", "c", "d"].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abc"[index]}`).join(", ")}]\n`).join("")}`,
  },
  "too-large": { text: () => Buffer.alloc(MAX_BYTES + 1, "#") },
  "not-utf-8": { text: () => Buffer.concat([Buffer.from(SERVICE_ENTRY), Buffer.from([0x23, 0xe4, 0x0a])]) },
  "nul-character": { text: () => `${SERVICE_ENTRY}#\0\n` },
  "unused-suppression": {
    text: () => SERVICE_ENTRY.replace("spec:", "# wildegress-ignore WE0101: it was once\nspec:"),
  },
  "unreadable-manifest": { text: () => SERVICE_ENTRY.replace("hosts", "hostz"), layers: ["admission"] },
  "too-many-findings": {
    text: () => `${SERVICE_ENTRY}${Array.from({ length: 150 }, (_, index) => `  field${index}: 1\n`).join("")}`,
  },
  "nginx-syntax": { text: () => "stream { server { ssl_preread on }", file: "sni-proxy.conf" },
  "bad-pattern": {
    text: () => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: g }
spec:
  gatewayClassName: istio
  listeners:
  - { name: tls, port: 443, protocol: TLS, hostname: "under_score.org" }
`,
  },
  "direct-response-large": {
    text: () => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v }
spec:
  hosts: [www.wikipedia.org]
  http:
  - directResponse:
      status: 503
      body: { string: "${"x".repeat(103_000)}" }
`,
  },
};

/** Rules that no text can break: of a file that cannot be opened there is none, and no schema of today has alternatives of that kind. */
export const WITHOUT_EXAMPLE = ["no-alternative", "not-readable"];
