import type { VirtualServiceHeaders, VirtualServiceHttp } from "../../resources/types/virtual-service.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { headerValueProblem, oldHeaderValueProblem } from "./header-values.ts";
import { quoted } from "./quoted.ts";

/** The characters of a header's name (RFC 9110), and the comma: between + and . Istio's own class has an unescaped hyphen. */
const NAME = /^[!#$%&'*+,\-.^_`|~A-Za-z0-9]+$/;
const PSEUDO = new Set([":method", ":scheme", ":authority", ":path", ":status"]);
const CLAIMS = "@request.auth.claims";

/** ValidateCORSHTTPHeaderName, but for the star. */
export function headerNameProblem(name: string): string | undefined {
  if (name === "") return "header name cannot be empty";
  return NAME.test(name) ? undefined : `header name ${name} is not a valid header name`;
}

/** `@request.auth.claims.group` or `@request.auth.claims[group]`. */
export function isJwtClaim(name: string): boolean {
  if (!name.toLowerCase().startsWith(CLAIMS)) return false;
  const rest = name.slice(CLAIMS.length);
  return /^\..+$/s.test(rest) || /^\[.+\]$/s.test(rest);
}

/** A header that a condition asks for (ValidateHTTPHeaderNameOrJwtClaimRoute). */
export function conditionHeaderProblem(name: string): string | undefined {
  return isJwtClaim(name) || PSEUDO.has(name) ? undefined : headerNameProblem(name);
}

/** What a release looks at. */
interface Looks {
  /** Whether the header may be set or removed at all. */
  readonly operations: boolean;
  /** The value, as Envoy reads it. */
  readonly values: boolean;
}

/** What Istio has against headers that a route sets, adds and removes. */
export function* headerProblems(
  headers: VirtualServiceHeaders | undefined,
  path: Path,
  looks: Looks,
): Generator<Problem> {
  for (const side of ["request", "response"] as const) {
    for (const operation of ["add", "set"] as const) {
      for (const [name, value] of Object.entries(headers?.[side]?.[operation] ?? {})) {
        const at = [...path, side, operation, name];
        const says = operationProblem(name, side === "request", looks);
        if (says !== undefined) yield { path: at, part: "key", says };
        const wrong = looks.values ? headerValueProblem(value) : oldHeaderValueProblem(value);
        if (wrong !== undefined) yield { path: at, says: wrong };
      }
    }
    for (const [index, name] of (headers?.[side]?.remove ?? []).entries()) {
      const says = operationProblem(name, false, looks);
      if (says !== undefined) yield { path: [...path, side, "remove", index], says };
    }
  }
}

/** ValidateHTTPHeaderOperationName; of a request the authority may be set. */
function operationProblem(name: string, authorityAllowed: boolean, looks: Looks): string | undefined {
  if (name === "") return "header name cannot be empty";
  if (!looks.operations) return undefined;
  if (authorityAllowed && isAuthority(name)) return undefined;
  if (name.toLowerCase() === "host") return `invalid header ${quoted(name)}: cannot set Host header`;
  return name.startsWith(":") ? `invalid header ${quoted(name)}: header cannot have ":" prefix` : undefined;
}

/** The authority is set once: by rewrite, or by one header (validateAuthorityRewrite). */
export function* authorityProblems(route: VirtualServiceHttp, path: Path): Generator<Problem> {
  let current = route.rewrite?.authority ?? "";
  for (const operation of ["set", "add"] as const) {
    for (const [name, value] of Object.entries(route.headers?.request?.[operation] ?? {})) {
      if (!isAuthority(name)) continue;
      if (current !== "") {
        const says = `authority header cannot be set multiple times: have ${quoted(current)}, attempting to set ${quoted(value)}`;
        yield { path: [...path, "headers", "request", operation, name], says };
        return;
      }
      current = value;
    }
  }
}

function isAuthority(name: string): boolean {
  return name.toLowerCase() === ":authority" || name.toLowerCase() === "host";
}
