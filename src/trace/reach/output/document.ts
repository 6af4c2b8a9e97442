import type { MeshSettings } from "../../../model/mesh-settings.ts";
import type { ReachReport } from "../report.ts";

/** All that `wildegress reach` has to say. */
export interface ReachDocument {
  readonly settings: MeshSettings;
  readonly reports: readonly ReachReport[];
  /** What was taken for granted for all of them. */
  readonly assumptions: readonly string[];
}
