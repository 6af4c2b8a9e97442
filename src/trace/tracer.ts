import { MeshModel } from "../model/mesh-model.ts";
import type { MeshSettings } from "../model/mesh-settings.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "./connection.ts";
import type { Hop, Place, TraceOutcome, TraceResult, Way } from "./result.ts";
import { makeVerdicts, type NameTemplate } from "./verdicts.ts";
import { walk } from "./walk/walk.ts";

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
  verdicts(template: NameTemplate): (name: string) => Verdict;
  readonly model: MeshModel;
}

export function makeTracer(world: World, settings: MeshSettings): Tracer {
  const model = new MeshModel(world, settings);
  return {
    model,
    trace: (connection) => trace(connection, model),
    verdicts: (template) => makeVerdicts(template, model),
  };
}

function trace(connection: Connection, model: MeshModel): TraceResult {
  const path: Hop[] = [];
  const assumptions = new Set<string>(model.assumed.words);
  const { destination, ...ending } = walk({
    model,
    connection,
    record: (hop) => path.push(hop()),
    assume: (sentence) => assumptions.add(sentence),
    asked: () => {},
  });
  return { ...ending, ...(destination === undefined ? {} : { destination }), path, assumptions: [...assumptions] };
}
