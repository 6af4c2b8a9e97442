import type {
  VirtualServiceAllowOrigins,
  VirtualServiceHttp,
  VirtualServiceMatch,
  VirtualServiceSpec,
} from "../../resources/types/virtual-service.generated.ts";
import type { Path } from "../rule.ts";

export interface At<T> {
  readonly value: T;
  readonly path: Path;
}

export function httpRoutes(spec: VirtualServiceSpec): At<VirtualServiceHttp>[] {
  return (spec.http ?? []).map((value, index) => ({ value, path: ["spec", "http", index] }));
}

/** The conditions of all HTTP routes. */
export function httpMatches(spec: VirtualServiceSpec): At<VirtualServiceMatch>[] {
  return httpRoutes(spec).flatMap((route) =>
    (route.value.match ?? []).map((value, index) => ({ value, path: [...route.path, "match", index] })),
  );
}

/** A text that a condition compares, with the word that Istio has for where it stands. */
export interface Compared extends At<VirtualServiceAllowOrigins> {
  readonly where: string;
}

/** Everything in a condition of an HTTP route that is compared exactly, by prefix or by regular expression. */
export function comparisons({ value: match, path }: At<VirtualServiceMatch>): Compared[] {
  const found: Compared[] = [];
  const add = (where: string, value: VirtualServiceAllowOrigins | undefined, ...steps: string[]): void => {
    if (value !== undefined) found.push({ where, value, path: [...path, ...steps] });
  };
  for (const [name, value] of Object.entries(match.headers ?? {})) add("headers", value, "headers", name);
  for (const [name, value] of Object.entries(match.withoutHeaders ?? {})) {
    // "*" is no regular expression there: it asks whether the header is there at all.
    if (value.regex !== "*") add("withoutHeaders", value, "withoutHeaders", name);
  }
  for (const where of ["uri", "scheme", "method", "authority"] as const) add(where, match[where], where);
  for (const [name, value] of Object.entries(match.queryParams ?? {})) add("queryParams", value, "queryParams", name);
  return found;
}
