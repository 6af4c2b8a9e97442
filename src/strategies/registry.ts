import type { StrategyId } from "../plan/plan.ts";
import { direct } from "./direct/strategy.ts";
import { dynamicDns } from "./dynamic-dns/strategy.ts";
import { singleHost } from "./single-host/strategy.ts";
import { sniProxy } from "./sni-proxy/strategy.ts";
import type { Strategy } from "./strategy.ts";
import { waypoint } from "./waypoint/strategy.ts";

/** Every strategy, the safest first: the order in which `auto` tries them. A test holds it against the folders. */
export const STRATEGIES: readonly Strategy[] = [sniProxy, waypoint, dynamicDns, singleHost, direct];

export function strategyById(id: StrategyId): Strategy {
  const found = STRATEGIES.find((strategy) => strategy.id === id);
  if (found === undefined) throw new Error(`no strategy "${id}"`);
  return found;
}
