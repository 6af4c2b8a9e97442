import { readFile, writeFile } from "node:fs/promises";
import { run, runToEnd } from "../lab/command.ts";
import { findParts } from "../lab/parts.ts";
import { ISTIO } from "../lab/release.ts";
import { inRunFolder } from "../lab/run-folder.ts";
import { shortProof, withShortProof } from "./proof-short.ts";
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

Each case was deleted again, and then nothing was left and the way was closed.

Not run: NetworkPolicies (there is no network plugin that enforces them) and ztunnel. With \`waypoint\` a client opens ztunnel's tunnel itself:
CONNECT of HTTP/2 inside mutual TLS with the workload's certificate, to the address that istiod tells every ztunnel. What ztunnel itself
does with other addresses is not in this table. What was taken out of the waypoint's configuration:
[mesh-harness.md](mesh-harness.md#the-waypoint).
`;

/**
 * Compares what was seen with docs/proof.md, and writes it when it differs, the README's short form too: there, or where the clone is not
 * ours to change (in CI, or for another release than the newest) into the folder of the run.
 *
 * @returns what was wrong with the document before, in words; "" when it said the same. A date or a version alone is not wrong.
 */
export async function writeProof(runs: readonly CaseRun[]): Promise<string> {
  const table = proofTable(runs);
  const versions = await versionsOfParts();
  const date = new Date().toISOString().slice(0, 10);
  const proof = `${INTRODUCTION}\n## Parts\n\nRun on ${date} with:\n\n${versions}\n${table}`;
  await writeFile(inRunFolder("proof.md"), proof);
  if (ISTIO !== "newest") return "";
  const before = await readFile(PATH, "utf8").catch(() => "");
  const same = before.startsWith(INTRODUCTION) && before.endsWith(`\n${table}`);
  if (process.env.CI) return same ? "" : `${PATH} says something else than ${inRunFolder("proof.md")}: compare them`;
  if (!same || !before.includes(versions)) {
    await writeFile(PATH, proof);
    await writeFile("README.md", withShortProof(await readFile("README.md", "utf8"), shortProof(proof)));
  }
  return same ? "" : `${PATH} said something else and has been written anew: read its diff, and commit it`;
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
  return pinned("ISTIO_VERSION");
}

async function pinned(name: string): Promise<string> {
  return (await run(["bash", "-c", `. scripts/versions.sh && echo "$${name}"`])).trim();
}
