import { authorizationAllowsOnly, callersAreEnforced } from "./callers.ts";
import { dnsCachesAgree, envoyFiltersOnlyAdd } from "./envoy-filters.ts";
import { mutualServersAreAlone, serverHostsOfOwnNamespace, serversDiffer } from "./gateway-servers.ts";
import { hostsAreNames, labelledAll, namesAreValid } from "./names.ts";
import { listenersWhereServicesLead, loopbackPortsAreFree, unitsShareNothing } from "./own-units.ts";
import { referencesExist, subsetsDiffer } from "./references.ts";
import {
  dynamicHostsHaveNoRoutes,
  everyServiceHasItsRoutes,
  resolutionFitsHosts,
  sniHostsAmongHosts,
} from "./routes.ts";
import {
  exportedToOwnNamespace,
  nextHopsInGatewayNamespaceOnly,
  oneServiceEntryPerHost,
  oneVirtualServicePerHost,
} from "./scope.ts";
import { waypointsJudgeTheSni } from "./waypoint.ts";
import type { Rule, World } from "./world.ts";

/** What every output keeps. Each was paid for with a case that failed open, or with one that the API server or istiod refused. */
export const RULES = {
  authorizationAllowsOnly,
  callersAreEnforced,
  dnsCachesAgree,
  dynamicHostsHaveNoRoutes,
  envoyFiltersOnlyAdd,
  everyServiceHasItsRoutes,
  exportedToOwnNamespace,
  hostsAreNames,
  labelledAll,
  listenersWhereServicesLead,
  loopbackPortsAreFree,
  mutualServersAreAlone,
  namesAreValid,
  nextHopsInGatewayNamespaceOnly,
  oneServiceEntryPerHost,
  oneVirtualServicePerHost,
  referencesExist,
  resolutionFitsHosts,
  serverHostsOfOwnNamespace,
  serversDiffer,
  sniHostsAmongHosts,
  subsetsDiffer,
  unitsShareNothing,
  waypointsJudgeTheSni,
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** `rule: sentence` for every place where the output breaks a rule. */
export function brokenRules(world: World): string[] {
  return Object.entries(RULES).flatMap(([name, rule]) => rule(world).map((sentence) => `${name}: ${sentence}`));
}
