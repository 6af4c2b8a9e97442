import type { TraceOptions } from "../ask/options.ts";

export const REACH_FORMATS = ["text", "json", "markdown"] as const;

/** The flags of `wildegress reach`, as commander gives them. Those of the mesh are `trace`'s own. */
export interface ReachOptions
  extends Pick<
    TraceOptions,
    "filename" | "namespace" | "from" | "istio" | "outbound" | "dnsCapture" | "meshConfig" | "hosts" | "verbose"
  > {
  readonly all?: boolean;
  readonly format?: (typeof REACH_FORMATS)[number];
  readonly failOn?: readonly string[];
}
