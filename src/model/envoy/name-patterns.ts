/**
 * Something that answers by server name or host. Patterns are `en.wikipedia.org` (that name), `*.wikipedia.org` and `*pedia.org`
 * (every name that ends so, with at least one character before).
 */
export interface NameTable {
  /** Whether it tells apart names below a wildcard's suffix (`.wikipedia.org`), so that one answer does not stand for all. */
  differsBelow(suffix: string): boolean;
  /** Every pattern by which it tells names apart. */
  patterns(): readonly string[];
  /** What else it tells names apart by, for people: `an expression`; undefined where patterns are all. */
  readonly otherwise: string | undefined;
}

/** Conditions on names, of rules that are no tables: of an AuthorizationPolicy, of a route, of Envoy's own RBAC. */
export class NamePatterns implements NameTable {
  private readonly all: readonly string[];

  constructor(
    patterns: readonly string[],
    readonly otherwise: string | undefined,
  ) {
    this.all = [...new Set(patterns.map((one) => one.toLowerCase()))];
  }

  differsBelow(suffix: string): boolean {
    return (
      this.otherwise !== undefined ||
      this.all.some((one) => one.endsWith(suffix) && one !== suffix && one !== `*${suffix}`)
    );
  }

  patterns(): readonly string[] {
    return this.all;
  }
}

/** Names that end so: the end itself is among them, unless it is no name. */
export function endingIn(suffix: string): string[] {
  return suffix === "" || suffix.startsWith(".") ? [`*${suffix}`] : [`*${suffix}`, suffix];
}

/** Nothing where there are no conditions. */
export function namePatterns(patterns: readonly string[], otherwise?: string): NamePatterns | undefined {
  return patterns.length === 0 && otherwise === undefined ? undefined : new NamePatterns(patterns, otherwise);
}
