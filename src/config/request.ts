import type { Origin } from "../diagnostics/diagnostic.ts";

/** A value and where the user wrote it. */
export interface Sourced<T> {
  readonly value: T;
  readonly at: Origin;
}

/**
 * What the user said, in flags and file, each value with its place; nothing is defaulted or judged yet.
 * The same shape comes from flags, from wildegress.yaml, and from both merged (flags win).
 * The keys are those of schemas/wildegress.schema.json.
 */
export interface Request {
  /** "1.30", "newest"; "auto" is resolved (by asking kubectl) before the plan is built. */
  readonly istio?: Sourced<string>;
  readonly dataPlane?: Sourced<string>;
  readonly dnsCapture?: Sourced<boolean>;
  readonly meshDomain?: Sourced<string>;
  readonly gateway?: GatewayRequest;
  readonly harden?: HardenRequest;
  /** Apply to every policy that does not say otherwise. */
  readonly defaults?: PolicySettings;
  readonly policies: readonly PolicyRequest[];
}

/** What may be said for one policy or, as a default, for all. */
export interface PolicySettings {
  readonly ports?: readonly Sourced<string>[];
  readonly strategy?: Sourced<string>;
  readonly via?: Sourced<string>;
  readonly sniProxy?: Sourced<string>;
  readonly mtls?: Sourced<boolean>;
  readonly from?: readonly Sourced<string>[];
  readonly namespace?: Sourced<string>;
  readonly exportTo?: readonly Sourced<string>[];
  readonly tlsOrigination?: Sourced<boolean>;
  readonly allowPrivate?: readonly Sourced<string>[];
  /** Public suffixes such as *.com are refused without it. */
  readonly acceptBroad?: Sourced<boolean>;
}

export interface PolicyRequest extends PolicySettings {
  readonly at: Origin;
  readonly name?: Sourced<string>;
  readonly domains: readonly Sourced<string>[];
}

export interface GatewayRequest {
  readonly name?: Sourced<string>;
  readonly namespace?: Sourced<string>;
  /** `istio=egressgateway,app=x` on the command line; a map in the file. */
  readonly selector?: Sourced<Readonly<Record<string, string>>>;
  readonly port?: Sourced<number>;
  readonly api?: Sourced<string>;
  readonly install?: Sourced<string>;
  readonly revision?: Sourced<string>;
  readonly resolver?: readonly Sourced<string>[];
  readonly ipFamily?: Sourced<string>;
  readonly meshCidr?: readonly Sourced<string>[];
}

export interface HardenRequest {
  readonly sidecar?: Sourced<boolean>;
  readonly networkPolicy?: Sourced<boolean>;
  readonly allowNamespaces?: readonly Sourced<string>[];
}
