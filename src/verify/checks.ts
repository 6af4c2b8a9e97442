import type { Plan, Policy, PolicyPort } from "../plan/plan.ts";
import type { Check, CheckOptions, RequestCheck } from "./check.ts";
import { counterChecks } from "./counter-checks.ts";
import { curlCommand } from "./curl.ts";
import { logChecks } from "./log-checks.ts";
import { apexesOutside, namesInside, namesOutside, type TriedName } from "./names.ts";

/** Everything there is to check, policy by policy and port by port, in the order in which it is run. Pure. */
export function planChecks(plan: Plan, options: CheckOptions): Check[] {
  return plan.policies.flatMap((policy) => policy.ports.flatMap((port) => checksOf(policy, port, plan, options)));
}

function checksOf(policy: Policy, port: PolicyPort, plan: Plan, options: CheckOptions): Check[] {
  const group = `${policy.name}/${port.number}`;
  const request = (tried: TriedName, about: RequestCheck["about"]): RequestCheck =>
    requestCheck(tried, about, { group, policy, port, options });
  const inside = namesInside(policy, options).map((tried) => request(tried, "inside"));
  const refused = [
    ...apexesOutside(policy, plan, options).map((tried) => request(tried, "apex")),
    ...namesOutside(plan, options).map((tried) => request(tried, "outside")),
  ];
  return [
    ...inside,
    ...counterChecks(policy, port, plan, options, inside),
    ...logChecks(policy, port, plan, options, inside),
    ...refused,
  ];
}

interface Place {
  readonly group: string;
  readonly policy: Policy;
  readonly port: PolicyPort;
  readonly options: CheckOptions;
}

function requestCheck(tried: TriedName, about: RequestCheck["about"], place: Place): RequestCheck {
  const { group, policy, port, options } = place;
  const scheme = port.protocol === "tls" ? "https" : "http";
  const usual = port.number === (port.protocol === "tls" ? 443 : 80);
  const url = `${scheme}://${tried.name}${usual ? "" : `:${port.number}`}${tried.path}`;
  const curl = curlCommand(url, tried.name, options.maxSeconds);
  const words = { inside: "", apex: " (the apex: no wildcard covers it)", outside: " (in no policy)" };
  return {
    kind: "request",
    id: `${group}/${about}/${tried.name}${tried.path === "/" ? "" : tried.path}`,
    policy: policy.name,
    group,
    what: `${url}${words[about]}`,
    expectation: about === "inside" ? "an answer" : "no answer",
    command: ["SOURCE", ...curl],
    about,
    protocol: port.protocol,
    name: tried.name,
    port: port.number,
    url,
    guessed: tried.guessed,
    curl,
  };
}
