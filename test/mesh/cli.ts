import { COST_USAGE, runCost } from "./cost/run.ts";
import { kubectlCommand } from "./lab/cluster.ts";
import { asUser, inNetns } from "./lab/command.ts";
import { INTERNET_CA } from "./lab/internet.ts";
import { meshDown, meshIsUp, meshUp } from "./lab/mesh.ts";
import { CLIENT_UID } from "./lab/network.ts";
import { partsFolder } from "./lab/parts.ts";
import { runAttached } from "./lab/run-attached.ts";
import { CLIENTS, type ClientName } from "./lab/topology.ts";
import { stopAgents } from "./probe/agent.ts";
import { keepRegression } from "./trace/keep-regression.ts";
import { observeInto, seedsFrom } from "./trace/run.ts";

const USAGE = `npm run mesh parts            get the parts, once
npm run mesh up               start the mesh
npm run mesh k -- ARGS        kubectl
npm run mesh try -- [CLIENT] URL [curl's arguments]   ask as a workload: ${Object.keys(CLIENTS).join(", ")}
npm run mesh in -- NETNS COMMAND…   run something in a network namespace
npm run mesh observe -- FOLDER FIRST COUNT   random configurations, and what connections came to: one file for each seed
npm run mesh keep -- FILE NAME ABOUT NUMBER…   some of its connections, as a regression case
${COST_USAGE}
npm run mesh down             end it
`;

async function main([command, ...args]: string[]): Promise<number> {
  if (command === "parts") return runAttached(["bash", "scripts/mesh/build-parts.sh"]);
  if (command === "up") return up();
  if (command === "down") {
    await meshDown();
    return 0;
  }
  if (command === "observe") {
    if (!(await meshIsUp())) throw new Error("the mesh is not up: run `npm run mesh up`");
    const [folder = "observations", first = "1", count = "10"] = args;
    await observeInto(folder, seedsFrom(Number(first), Number(count)), 25).finally(stopAgents);
    return 0;
  }
  if (command === "keep") {
    const [file = "", name = "", about = "", ...numbers] = args;
    await keepRegression(file, name, about, numbers.map(Number));
    return 0;
  }
  if (command === "cost") return cost(args);
  if (command === "k" || command === "try" || command === "in") {
    if (!(await meshIsUp())) throw new Error("the mesh is not up: run `npm run mesh up`");
    if (command === "k") return runAttached(kubectlCommand(args));
    if (command === "in") return runAttached(inNetns(args[0] ?? "", args.slice(1)));
    return runAttached(tryCommand(args));
  }
  process.stderr.write(USAGE);
  return 2;
}

async function up(): Promise<number> {
  // Halfway up is worth nothing: an interruption takes everything away again.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void meshDown().finally(() => process.exit(130)));
  }
  await meshUp((line) => process.stderr.write(`${line}\n`));
  process.stderr.write(`parts: ${partsFolder()}\n`);
  return 0;
}

/** On a mesh of its own, or on the one that is up, which stays. */
async function cost(args: string[]): Promise<number> {
  const found = await meshIsUp();
  if (!found) await up();
  try {
    return await runCost(
      args,
      (line) => process.stderr.write(`${line}\n`),
      (text) => process.stdout.write(`${text}\n`),
    );
  } finally {
    if (!found) await meshDown();
  }
}

function tryCommand(args: string[]): readonly string[] {
  const [first = ""] = args;
  const named = first in CLIENTS;
  const { netns } = CLIENTS[(named ? first : "sleep") as ClientName];
  const curl = ["curl", "-sS", "--max-time", "8", "--cacert", INTERNET_CA, ...(named ? args.slice(1) : args)];
  return inNetns(netns, asUser(CLIENT_UID, curl));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
