/** The shape of schemas/istio/releases.yaml, which is compiled into the bundle as plain data. */
export interface ReleasesFile {
  readonly oldest: string;
  readonly newest: string;
  /** The release to assume when nobody names one. */
  readonly assumed: string;
  readonly apis: Readonly<Record<string, ApiFacts>>;
  readonly capabilities: Readonly<Record<string, CapabilityFacts>>;
  readonly runtime: {
    readonly source: string;
    readonly releases: Readonly<
      Record<string, { readonly envoy: string; readonly kubernetes: readonly [string, string] }>
    >;
  };
}

export interface ApiFacts {
  readonly group: string;
  /** Oldest first. */
  readonly versions: readonly { readonly version: string; readonly since: string }[];
  readonly source: string;
}

export interface CapabilityFacts {
  readonly summary: string;
  readonly since: string;
  readonly until?: string;
  /** Patch releases that lack the capability although their minor has it: `{ "1.29": [0] }`. */
  readonly patches?: Readonly<Record<string, readonly number[]>>;
  readonly source: string;
}
