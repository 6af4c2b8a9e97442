import { stopAgents } from "../probe/agent.ts";
import { USUAL_EFFORT } from "./measure.ts";
import { openConnectionsTable } from "./open-connections.ts";
import { writeTables } from "./page.ts";
import { recoveryTable } from "./recovery.ts";
import { inRounds } from "./rounds.ts";
import { scaleTable } from "./scale.ts";
import { STRATEGIES } from "./strategies.ts";
import { speedTable, useTable, variantTable } from "./table.ts";
import { VARIANTS } from "./variants.ts";

interface Options {
  readonly parts: readonly string[];
  readonly rounds: number;
  readonly write: boolean;
}

type Say = (line: string) => void;

/** Each part makes tables; its name is also the mark in the page. */
const PARTS: Record<string, (options: Options, say: Say) => Promise<string>> = {
  async strategies({ rounds }, say) {
    const rows = await inRounds(STRATEGIES, rounds, USUAL_EFFORT, say);
    return `${speedTable(rows)}\n\n${useTable(rows)}`;
  },
  async "sni-proxy"({ rounds }, say) {
    return variantTable(await inRounds(VARIANTS, rounds, USUAL_EFFORT, say));
  },
  open: ({ rounds }, say) => openConnectionsTable(rounds, say),
  scale: ({ rounds }, say) => scaleTable(rounds, say),
  dns: ({ rounds }, say) => recoveryTable(rounds, say),
};

export const COST_USAGE = `npm run mesh cost [-- PART… --rounds N --write]   what each strategy costs: ${Object.keys(PARTS).join(", ")}`;

/** Measures on the running mesh. @returns an exit code. */
export async function runCost(args: readonly string[], say: Say, print: Say): Promise<number> {
  const options = readOptions(args);
  try {
    for (const part of options.parts) {
      const tables = (await PARTS[part]?.(options, say)) ?? "";
      print(`\n${part}\n\n${tables}`);
      if (options.write) await writeTables(part, tables);
    }
    return 0;
  } finally {
    await stopAgents();
  }
}

/** @throws for what is not understood. */
export function readOptions(args: readonly string[]): Options {
  const parts: string[] = [];
  let rounds = 5;
  let write = false;
  for (const [index, word] of args.entries()) {
    if (word === "--write") write = true;
    else if (word === "--rounds") rounds = Number(args[index + 1]);
    else if (args[index - 1] === "--rounds") continue;
    else if (word in PARTS) parts.push(word);
    else throw new Error(`"${word}" is not a part: ${Object.keys(PARTS).join(", ")}`);
  }
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a whole number from 1 on");
  return { parts: parts.length > 0 ? parts : Object.keys(PARTS), rounds, write };
}
