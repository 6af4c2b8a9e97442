import type { PolicyRequest, PolicySettings, Request, Sourced } from "../config/request.ts";
import { collectErrors } from "../diagnostics/collect-errors.ts";
import { type Diagnostic, DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import type { Target } from "../istio/target.ts";
import { buildDomains } from "./build-domains.ts";
import { cidrTexts } from "./cidr.ts";
import { clientNamespaces, exportTo } from "./client-namespaces.ts";
import { compareText, covers, type HostPattern, parseHostPattern } from "./host-pattern.ts";
import { kubernetesName } from "./kubernetes-name.ts";
import { egressUnit, MAX_POLICY_NAME } from "./names.ts";
import { oneOf } from "./one-of.ts";
import { parseCallers } from "./parse-callers.ts";
import { mergePorts, type ParsedPort, parsePort } from "./parse-port.ts";
import { type Policy, SNI_PROXIES, STRATEGY_IDS, type StrategyId } from "./plan.ts";
import { policyNames } from "./policy-name.ts";

/** A policy whose strategy may still be open, and what the user said that bears on the choice. */
export interface PolicyDraft extends Omit<Policy, "strategy" | "strategyChosen"> {
  readonly strategy: StrategyId | "auto";
  /** Something that only a gateway gives was asked for in the policy. */
  readonly wantsGateway: boolean;
  /** What was said for this very policy (not as a default for all) and has a meaning at a gateway only. */
  readonly gatewayWords: readonly GatewayWord[];
}

export interface GatewayWord {
  readonly word: "mtls" | "sniProxy";
  readonly at: Origin;
}

/**
 * The policies of a request, sorted by name, everything in them read and judged on its own.
 *
 * @throws DiagnosticError with all that is wrong with any of them
 */
export async function buildPolicies(
  request: Request,
  target: Target,
): Promise<{ policies: PolicyDraft[]; notes: Diagnostic[] }> {
  const notes: Diagnostic[] = [];
  const parts: Omit<PolicyPart, "name">[] = [];
  const faults: Diagnostic[] = [];
  for (const policy of request.policies) {
    const settings = { ...request.defaults, ...policy };
    try {
      const acceptBroad = settings.acceptBroad?.value ?? false;
      const built = await buildDomains(settings.domains, { acceptBroad, meshDomain: target.meshDomain });
      if (built.domains.length === 0) throw noDomains(settings);
      notes.push(...built.notes);
      parts.push({ settings, own: policy, domains: built.domains });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      faults.push(...error.diagnostics);
    }
  }
  if (faults.length > 0) throw new DiagnosticError(...faults);
  const names = policyNames(
    collectErrors(parts, ({ settings, domains }) => ({
      given: nameOf(settings),
      domains,
      sortKey: settingsText(settings),
      at: settings.at,
    })),
  );
  const named = parts.map((part, index) => ({ ...part, name: names[index] ?? "" }));
  const drafts = collectErrors(named, (part) => draftOf(part, target, notes));
  return {
    policies: withUnits(
      drafts.sort((one, other) => compareText(one.name, other.name)),
      request,
    ),
    notes,
  };
}

function nameOf({ name }: PolicyRequest): string | undefined {
  return name === undefined ? undefined : kubernetesName(name.value, "policy", name.at, { max: MAX_POLICY_NAME });
}

/** What was said for a policy, in an order of its own and without places: the same however it was listed. */
function settingsText(settings: PolicyRequest): string {
  const said = Object.entries(settings)
    .filter(([key]) => key !== "at" && key !== "domains")
    .map(([key, value]) => [key, [value].flat().map((one: unknown) => JSON.stringify(withoutPlace(one)))] as const);
  return said
    .map(([key, values]) => `${key}=${values.sort(compareText).join()}`)
    .sort(compareText)
    .join(" ");
}

function withoutPlace(sourced: unknown): unknown {
  return typeof sourced === "object" && sourced !== null && "value" in sourced ? sourced.value : sourced;
}

/** A policy as far as its domains are judged. */
interface PolicyPart {
  readonly name: string;
  readonly domains: readonly HostPattern[];
  /** What was said for it, defaults for all policies included. */
  readonly settings: PolicyRequest;
  /** What was said for this very policy. */
  readonly own: PolicyRequest;
}

type DraftWithPorts = Omit<PolicyDraft, "ports"> & { readonly parsedPorts: readonly ParsedPort[] };

function draftOf({ name, domains, settings, own }: PolicyPart, target: Target, notes: Diagnostic[]): DraftWithPorts {
  const callers = parseCallers(settings.from ?? []);
  const strategy = oneOf(settings.strategy, ["auto", ...STRATEGY_IDS], "strategy") ?? "auto";
  const parsedPorts = portsOf(settings);
  const sniProxy = oneOf(settings.sniProxy, SNI_PROXIES, "SNI proxy");
  const tlsOrigination = settings.tlsOrigination?.value ?? false;
  if (tlsOrigination && parsedPorts.every(({ protocol }) => protocol !== "http"))
    throw nothingToOriginate(name, settings);
  const exported = exportTo(settings, name, target);
  notes.push(...exported.notes);
  return {
    name,
    at: settings.at,
    domains,
    parsedPorts,
    strategy,
    via: settings.via === undefined ? undefined : commonHostOf(settings.via, domains),
    sniProxy: sniProxy ?? (target.has("envoy-sni-proxy") ? "envoy" : "nginx"),
    mtls: settings.mtls?.value ?? true,
    callers,
    clientNamespaces: clientNamespaces(settings, callers, name),
    exportTo: exported.exportTo,
    tlsOrigination,
    allowPrivate: cidrTexts(settings.allowPrivate ?? []),
    wantsGateway: wantsGateway(settings),
    gatewayWords: gatewayWordsOf(own),
  };
}

function gatewayWordsOf({ mtls, sniProxy }: PolicyRequest): GatewayWord[] {
  return [
    ...(mtls === undefined ? [] : [{ word: "mtls" as const, at: mtls.at }]),
    ...(sniProxy === undefined ? [] : [{ word: "sniProxy" as const, at: sniProxy.at }]),
  ];
}

function wantsGateway({ via, sniProxy, mtls, from }: PolicySettings): boolean {
  return via !== undefined || sniProxy !== undefined || mtls !== undefined || (from ?? []).length > 0;
}

/** A port that nobody wrote is pointed at by the policy that lacks it. */
function portsOf({ ports, at }: PolicyRequest): ParsedPort[] {
  if (ports === undefined || ports.length === 0) return [{ number: 443, protocol: "tls", at }];
  return mergePorts(collectErrors(ports, ({ value, at }) => parsePort(value, at)));
}

/**
 * Loopback ports depend on names, so they are dealt in the order of the names. A port that some policy dials is left out: an SNI proxy
 * that dials the port it listens on can be led back to itself. So is the gateway's own port, which may be the same in the pod.
 */
function withUnits(drafts: readonly DraftWithPorts[], { gateway }: Request): PolicyDraft[] {
  const taken = new Set(drafts.flatMap(({ parsedPorts }) => parsedPorts.map(({ number }) => number)));
  if (gateway?.port !== undefined) taken.add(gateway.port.value);
  const owners = new Map<string, string>();
  return drafts.map(({ parsedPorts, ...draft }) => ({
    ...draft,
    ports: parsedPorts.map((port) => {
      const unit = egressUnit(draft.name, port.number, port.protocol, taken);
      const owner = owners.get(unit.name);
      if (owner !== undefined) throw sameUnit(draft, unit.name, owner);
      owners.set(unit.name, draft.name);
      taken.add(unit.loopbackPort);
      return { ...port, unit };
    }),
  }));
}

function commonHostOf({ value, at }: Sourced<string>, domains: readonly HostPattern[]): string {
  const via = parseHostPattern(value, at);
  const problem = (code: string, what: string, why: string, fix: string): DiagnosticError =>
    new DiagnosticError({ severity: "error", code, what, why, fix, at });
  if (via.wildcard) {
    throw problem(
      "via-wildcard",
      `the common host "${via.text}" is a wildcard`,
      "the gateway has to connect to one host",
      `write --via www.${via.base}`,
    );
  }
  if (!domains.some((domain) => covers(domain, via))) {
    const [first] = domains;
    throw problem(
      "via-outside",
      `the common host "${via.text}" is outside the policy's domains`,
      "every connection would end at a host that the policy does not allow",
      `name a host inside ${first?.text ?? "the domains"}, or add it with --domain ${via.text}`,
    );
  }
  return via.text;
}

function noDomains({ at }: PolicyRequest): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-domains",
    what: "a policy has no domains",
    why: "there is nothing to let out",
    fix: "add for example --domain '*.wikipedia.org'",
    at,
  });
}

function nothingToOriginate(name: string, { tlsOrigination, at }: PolicyRequest): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "nothing-to-originate",
    what: `policy "${name}" asks for TLS origination and has no HTTP port`,
    why: "TLS is originated for requests that come in as plain HTTP",
    fix: "add --port 80/http",
    at: tlsOrigination?.at ?? at,
  });
}

function sameUnit(draft: { name: string; at: Policy["at"] }, unit: string, owner: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "duplicate-policy",
    what:
      owner === draft.name
        ? `policy "${draft.name}" takes the name "${unit}" twice`
        : `policies "${owner}" and "${draft.name}" would both be called "${unit}" at the gateway`,
    why: "at the gateway a policy and port is known by that name",
    fix: "rename one of them with --name, or name: in the file",
    at: draft.at,
  });
}
