import { readFile, writeFile } from "node:fs/promises";
import { run, runToEnd } from "../lab/command.ts";
import { findParts } from "../lab/parts.ts";
import { proofTable } from "./proof-table.ts";
import type { CaseRun } from "./run-case.ts";

const PATH = "docs/proof.md";
const INTRODUCTION = `# What was tried, and what happened

Written by \`npm run test:mesh\`, which applies what \`wildegress gen\` prints to a running mesh, has clients make requests, honest and
lying, and writes down where each ended: at which origin and by which hops, or refused by which. How the mesh is made:
[mesh-harness.md](mesh-harness.md). What the clients are:

- \`sleep\`: namespace \`default\`, service account \`sleep\`; \`captured\`: the same, with Istio's DNS proxy
- \`visitor\`: namespace \`default\`, service account \`visitor\`
- \`other\`: namespace \`team-b\`, service account \`reader\`

Each case was deleted again, and then nothing was left and the way was closed. Not tried here: NetworkPolicies (there is no network plugin
that enforces them), \`waypoint\` (there is no ztunnel).
`;

/**
 * Compares what was seen with docs/proof.md, and writes it there when it differs.
 *
 * @returns false when the document said something else before.
 */
export async function writeProof(runs: readonly CaseRun[]): Promise<boolean> {
  const table = proofTable(runs);
  const versions = await versionsOfParts();
  const before = await readFile(PATH, "utf8").catch(() => "");
  const same = before.endsWith(`\n${table}`);
  if (!same || !before.includes(versions)) {
    const date = new Date().toISOString().slice(0, 10);
    await writeFile(PATH, `${INTRODUCTION}\n## Parts\n\nRun on ${date} with:\n\n${versions}\n${table}`);
  }
  return same;
}

async function versionsOfParts(): Promise<string> {
  const [envoy, nginx, istio] = await Promise.all([
    run([findParts().envoy, "--version"]),
    runToEnd(["nginx", "-v"]),
    istioVersion(),
  ]);
  const lines = [
    `istiod and pilot-agent: ${istio}`,
    `Envoy: ${/\/(\d+\.\d+\.\d+)\//.exec(envoy)?.[1] ?? envoy.trim()}`,
    `kube-apiserver and kubectl: ${await pinned("KUBERNETES_VERSION")}`,
    `nginx: ${/nginx\/(\S+)/.exec(nginx.stderr)?.[1] ?? "unknown"} (Debian)`,
    `Node: ${process.version.split(".")[0]}`,
  ];
  return `${lines.map((line) => `- ${line}`).join("\n")}\n`;
}

/** A build of a Go module knows no version; the parts script does. */
async function istioVersion(): Promise<string> {
  return process.env.WILDEGRESS_MESH_ISTIO_VERSION ?? pinned("ISTIO_VERSION");
}

async function pinned(name: string): Promise<string> {
  return (await run(["bash", "-c", `. scripts/versions.sh && echo "$${name}"`])).trim();
}
