import type { Request } from "../config/request.ts";
import { DEFAULT_ORIGIN, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { ALL_RELEASES } from "../istio/release.ts";
import type { DataPlane } from "../istio/target.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { STRATEGIES } from "./registry.ts";
import type { Strategy } from "./strategy.ts";

/** Where a strategy can be had. */
export interface Availability {
  readonly strategy: Strategy;
  /** On the target that was asked about; `undefined` when none was. */
  readonly onTarget: { readonly available: boolean; readonly why: string | undefined } | undefined;
  /** Releases that have it for TLS, oldest first, by data plane. */
  readonly releases: Readonly<Record<DataPlane, readonly string[]>>;
}

export interface TargetQuestion {
  readonly istio: string | undefined;
  readonly dataPlane: DataPlane | undefined;
}

const DATA_PLANES = ["sidecar", "ambient"] as const;

/**
 * Asks each strategy itself, by planning the simplest policy for it (`*.wikipedia.org`, port 443): so this never says other than `gen` does.
 *
 * @throws DiagnosticError for a release that is not known
 */
export async function strategyAvailability({ istio, dataPlane }: TargetQuestion): Promise<Availability[]> {
  const found: Availability[] = [];
  for (const strategy of STRATEGIES) {
    const releases: Record<DataPlane, readonly string[]> = {
      sidecar: await releasesWith(strategy, "sidecar"),
      ambient: await releasesWith(strategy, "ambient"),
    };
    const asked = istio !== undefined || dataPlane !== undefined;
    found.push({
      strategy,
      releases,
      onTarget: asked ? await onTarget(strategy, istio, dataPlane, releases) : undefined,
    });
  }
  return found;
}

/** `1.5 and later (sidecar)`, `1.29 and later (ambient)` */
export function describeReleases(releases: Availability["releases"]): string {
  const parts: string[] = [];
  for (const plane of DATA_PLANES) {
    const having = releases[plane];
    const [first] = having;
    const last = having.at(-1);
    if (first === undefined || last === undefined) continue;
    const range = last === ALL_RELEASES.at(-1) ? `${first} and later` : `${first} to ${last}`;
    parts.push(`${range} (${plane})`);
  }
  return parts.join("; ");
}

async function releasesWith(strategy: Strategy, dataPlane: DataPlane): Promise<string[]> {
  const having: string[] = [];
  for (const release of ALL_RELEASES) {
    if ((await obstacle(strategy, release, dataPlane)) === undefined) having.push(release);
  }
  return having;
}

async function onTarget(
  strategy: Strategy,
  istio: string | undefined,
  dataPlane: DataPlane | undefined,
  releases: Availability["releases"],
): Promise<Availability["onTarget"]> {
  if (istio === undefined) {
    const available = releases[dataPlane ?? "sidecar"].length > 0;
    return { available, why: available ? undefined : `not with data plane ${dataPlane}` };
  }
  // Without a data plane the one that the strategy is made for.
  const planes = dataPlane === undefined ? DATA_PLANES : [dataPlane];
  let why: string | undefined;
  for (const plane of planes) {
    const found = await obstacle(strategy, istio, plane);
    if (found === undefined) return { available: true, why: undefined };
    if (why === undefined || releases[plane].length > 0) why = found;
  }
  return { available: false, why };
}

/** The first reason why the simplest policy cannot have the strategy on this target. */
async function obstacle(strategy: Strategy, istio: string, dataPlane: DataPlane): Promise<string | undefined> {
  try {
    await buildPlan(simplestRequest(strategy, istio, dataPlane));
    return undefined;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    if (error.diagnostics.some(({ code }) => code === "bad-release" || code === "unknown-release")) throw error;
    const [first] = error.diagnostics;
    return (first?.what ?? error.message).replace(/^policy "[^"]*": /, "");
  }
}

function simplestRequest(strategy: Strategy, istio: string, dataPlane: DataPlane): Request {
  const at = DEFAULT_ORIGIN;
  return {
    istio: { value: istio, at: { kind: "flag", flag: "--istio", value: istio } },
    dataPlane: { value: dataPlane, at },
    policies: [
      {
        at,
        domains: [{ value: "*.wikipedia.org", at }],
        strategy: { value: strategy.id, at },
        ...(strategy.id === "single-host" ? { via: { value: "www.wikipedia.org", at } } : {}),
      },
    ],
  };
}
