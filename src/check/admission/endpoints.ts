import type { Capability } from "../../istio/capability.ts";
import type { ServiceEntryEndpoints, ServiceEntrySpec } from "../../resources/types/service-entry.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { isAddress, socketPath, socketProblem } from "./addresses.ts";
import { fullNameProblem } from "./names.ts";
import { portNameProblem, portProblem } from "./ports.ts";
import { problemAt } from "./problem.ts";
import { quoted } from "./quoted.ts";

type Has = (capability: Capability) => boolean;

/** What Istio has against the endpoints of a ServiceEntry; labels have a rule of their own. */
export function* endpointProblems(spec: ServiceEntrySpec, has: Has): Generator<Problem> {
  const { endpoints = [], workloadSelector, resolution = "NONE" } = spec;
  const path = ["spec", "endpoints"];
  if (workloadSelector !== undefined && endpoints.length > 0) {
    yield { path: ["spec"], says: "only one of WorkloadSelector or Endpoints is allowed in Service Entry" };
  }
  if (resolution === "NONE" && endpoints.length > 0) {
    yield { path: ["spec"], says: "no endpoints should be provided for resolution type none" };
  }
  if (resolution === "DNS_ROUND_ROBIN" && endpoints.length > 1 && has("admission-one-round-robin-endpoint")) {
    yield { path: ["spec"], says: `there must only be 0 or 1 endpoint for resolution mode ${resolution}` };
  }
  const names = new Set((spec.ports ?? []).map(({ name }) => name));
  for (const [index, endpoint] of endpoints.entries()) {
    if (resolution === "STATIC") yield* staticProblems(endpoint, [...path, index], names, has);
    else if (resolution === "DNS" || resolution === "DNS_ROUND_ROBIN") {
      yield* dnsProblems(endpoint, [...path, index]);
      yield* portProblems(endpoint, [...path, index], names, true);
    }
  }
}

/** validateWorkloadEntry. */
function* staticProblems(
  endpoint: ServiceEntryEndpoints,
  path: Path,
  names: ReadonlySet<string>,
  has: Has,
): Generator<Problem> {
  const { address = "", network = "", ports = {} } = endpoint;
  const at = endpoint.address === undefined ? path : [...path, "address"];
  if (address === "" && (network === "" || !has("admission-network-endpoint"))) {
    yield { path: at, says: "address is required" };
    return;
  }
  const socket = socketPath(address);
  if (socket !== undefined) {
    yield* problemAt(at, socketProblem(socket));
    if (Object.keys(ports).length > 0) yield { path: at, says: `unix endpoint ${address} must not include ports` };
  } else if (address !== "" && !isAddress(address)) {
    yield { path: at, says: `endpoint address ${quoted(address)} is not a valid IP address` };
  }
  yield* portProblems(endpoint, path, names, has("admission-static-endpoint-port"));
  if (socket !== undefined && names.size !== 1) {
    yield { path: at, says: "exactly 1 service port required for unix endpoints" };
  }
}

function* dnsProblems({ address = "" }: ServiceEntryEndpoints, path: Path): Generator<Problem> {
  if (isAddress(address) || fullNameProblem(address) === undefined) return;
  yield {
    path: [...path, "address"],
    says: `endpoint address ${quoted(address)} is not a valid FQDN or an IP address`,
  };
}

function* portProblems(
  { ports = {} }: ServiceEntryEndpoints,
  path: Path,
  names: ReadonlySet<string>,
  looked: boolean,
): Generator<Problem> {
  for (const [name, port] of Object.entries(ports)) {
    const at = [...path, "ports", name];
    if (!names.has(name)) {
      yield { path: at, part: "key", says: `endpoint port ${port} is not defined by the service entry` };
    }
    if (!looked) continue;
    const says = portNameProblem(name);
    if (says !== undefined) yield { path: at, part: "key", says };
    yield* problemAt(at, portProblem(port));
  }
}
