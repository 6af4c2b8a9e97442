import type { MeshSettings } from "../model/mesh-settings.ts";
import type { World } from "../model/world/world.ts";
import type { Client, Connection } from "./connection.ts";
import type { Place, TraceOutcome, TraceResult, Way } from "./result.ts";

/** The short answer for one name: what a table of a million names needs. */
export interface Verdict {
  readonly outcome: TraceOutcome;
  readonly way: Way;
  readonly endsAt: Place;
  readonly detail: string;
  /** The name that is dialled in the end; undefined: the name that was asked for. */
  readonly destination: string | undefined;
}

/** Answers, for one set of manifests, where connections go. Made once, asked often. */
export interface Tracer {
  trace(connection: Connection): TraceResult;
  /**
   * A function that judges names one by one, as clients that resolve the name and send it as SNI (or Host). Its look-ups are indexed:
   * the time for a name does not grow with the number of rules.
   */
  verdicts(template: Omit<Connection, "host" | "sni" | "hostHeader" | "address" | "tunnel">): (name: string) => Verdict;
}

export declare function makeTracer(world: World, settings: MeshSettings): Tracer;

/**
 * The client that a user names as `namespace/name`: a Pod of that name, else a workload (Deployment…) or a service account of that name.
 * Where nothing of that name was read, service account and label `app` are taken to be `name`, and `assumed` says so.
 */
export declare function clientNamed(
  text: string,
  world: World,
): { readonly client: Client; readonly assumed: string | undefined };
