import type { MeshSettings } from "../model/mesh-settings.ts";
import type { Connection } from "./connection.ts";
import type { TraceResult } from "./result.ts";

/** All that is told about one connection. */
export interface Answer {
  readonly connection: Connection;
  readonly settings: MeshSettings;
  readonly result: TraceResult;
  /** What was taken for granted, by the tracer and before it. */
  readonly assumptions: readonly string[];
}
