import type { GatewayRequest, PolicyRequest, PolicySettings, Request, Sourced } from "../../src/config/request.ts";
import type { Origin } from "../../src/diagnostics/diagnostic.ts";

/** A policy in short: what the flags would say. */
export interface PolicyWords {
  readonly name?: string | undefined;
  readonly domains: readonly string[];
  readonly ports?: readonly string[] | undefined;
  readonly strategy?: string | undefined;
  readonly via?: string | undefined;
  readonly sniProxy?: string | undefined;
  readonly mtls?: boolean | undefined;
  readonly from?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
  readonly exportTo?: readonly string[] | undefined;
  readonly tlsOrigination?: boolean | undefined;
  readonly allowPrivate?: readonly string[] | undefined;
  readonly acceptBroad?: boolean | undefined;
}

export interface GatewayWords {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly selector?: Readonly<Record<string, string>> | undefined;
  readonly port?: number | undefined;
  readonly api?: string | undefined;
  readonly install?: string | undefined;
  readonly revision?: string | undefined;
  readonly resolver?: readonly string[] | undefined;
  readonly ipFamily?: string | undefined;
  readonly meshCidr?: readonly string[] | undefined;
}

export interface RequestWords {
  readonly istio?: string | undefined;
  readonly dataPlane?: string | undefined;
  readonly dnsCapture?: boolean | undefined;
  readonly meshDomain?: string | undefined;
  readonly gateway?: GatewayWords | undefined;
  readonly harden?: { readonly sidecar?: boolean; readonly networkPolicy?: boolean } | undefined;
  readonly policies: readonly PolicyWords[];
}

/** A request as flags would make it: every value says which flag it came from. */
export function makeRequest(words: RequestWords): Request {
  const { istio, dataPlane, dnsCapture, meshDomain, gateway, harden } = words;
  return {
    ...sourced({ istio, dataPlane, dnsCapture, meshDomain }),
    ...(gateway === undefined ? {} : { gateway: sourced({ ...gateway }) as GatewayRequest }),
    ...(harden === undefined ? {} : { harden: sourced({ ...harden }) }),
    policies: words.policies.map(policyRequest),
  } as Request;
}

function policyRequest({ domains, ...settings }: PolicyWords): PolicyRequest {
  return {
    at: { kind: "flag", flag: "--domain", value: domains.join(",") },
    domains: domains.map((value) => from("domain", value)),
    ...(sourced(settings) as PolicySettings & { name?: Sourced<string> }),
  };
}

function sourced(values: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      if (value === undefined) return [];
      return [[key, Array.isArray(value) ? value.map((item) => from(key, item)) : from(key, value)]];
    }),
  );
}

function from<T>(key: string, value: T): Sourced<T> {
  return { value, at: flagOrigin(key, typeof value === "object" ? JSON.stringify(value) : String(value)) };
}

/** Where `makeRequest` says that a value came from. */
export function flagOrigin(key: string, value: string): Origin {
  return { kind: "flag", flag: `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value };
}
