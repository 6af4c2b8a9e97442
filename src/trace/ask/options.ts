/** The flags of `wildegress trace`, as commander gives them. */
export interface TraceOptions {
  readonly filename?: readonly string[];
  readonly namespace?: string;
  readonly from?: string;
  readonly sni?: string;
  readonly ip?: string;
  readonly port?: string;
  readonly protocol?: "tls" | "http" | "tcp";
  readonly hostHeader?: string;
  readonly path?: string;
  readonly bypassSidecar?: boolean;
  readonly through?: string;
  readonly tunnelSni?: string;
  /** False with --no-certificate; commander sets it to true otherwise. */
  readonly certificate?: boolean;
  readonly istio?: string;
  readonly outbound?: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly dnsCapture?: boolean;
  readonly meshConfig?: string;
  readonly hosts?: string;
  readonly table?: string;
  readonly diff?: readonly string[];
  readonly expect?: readonly string[];
  readonly format?: TraceFormat;
  readonly diagram?: string;
  readonly verbose?: boolean;
}

/** Of these, what says which manifests, and the mesh that they are for. */
export type MeshOptions = Omit<TraceOptions, "format">;

export const TRACE_FORMATS = ["text", "json", "mermaid", "junit"] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** What is asked: one connection, a table of names, what differs, or whether expectations hold. */
export type TraceMode = "one" | "table" | "diff" | "expect";
