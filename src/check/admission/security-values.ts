import { isAddress, isNetwork } from "./addresses.ts";
import { quoted } from "./quoted.ts";

/** What Istio has against the values of a field of an AuthorizationPolicy: one function for each kind of value (istio pkg/config/security). */
export type ValuesProblem = (field: string, values: readonly string[]) => readonly string[];

export const notEmpty: ValuesProblem = (field, values) =>
  values.includes("") ? [`empty value not allowed, found in ${field}`] : [];

export const addresses: ValuesProblem = (_field, values) =>
  values.flatMap((value) => {
    if (value.includes("/")) return isNetwork(value) ? [] : [`bad CIDR range (${value})`];
    return isAddress(value) ? [] : [`bad IP address (${value})`];
  });

export const ports: ValuesProblem = (_field, values) =>
  values.filter((value) => !/^\d+$/.test(value) || Number(value) > 65535).map((value) => `bad port (${value})`);

export const wildcards: ValuesProblem = (field, values) => {
  const empty = notEmpty(field, values);
  if (empty.length > 0) return empty;
  for (const value of values) {
    const stars = value.split("*").length - 1;
    if (stars > 1) return [`at most one wildcard is allowed, found in ${field}: ${quoted(value)}`];
    if (stars === 1 && !value.startsWith("*") && !value.endsWith("*")) {
      return [`wildcard is only allowed at the start or end, found in ${field}: ${quoted(value)}`];
    }
  }
  return [];
};

export const trustDomains: ValuesProblem = (field, values) => {
  const problems = wildcards(field, values);
  if (problems.length > 0) return problems;
  const wrong = values.find((value) => value.includes("/"));
  return wrong === undefined ? [] : [`trust domain must not contain '/', found in ${field}: ${quoted(wrong)}`];
};

export const serviceAccounts: ValuesProblem = (field, values) => {
  if (values.length > 16) return ["may not have more than 16 values"];
  for (const value of values) {
    const problem = serviceAccountProblem(field, value);
    if (problem !== undefined) return [problem];
  }
  return [];
};

function serviceAccountProblem(field: string, value: string): string | undefined {
  const format = "expected format 'serviceAccount' or 'namespace/serviceAccount', found";
  if (value === "") return `empty value not allowed, found in ${field}`;
  if (value.includes("*")) return `wildcard not allowed, found in ${field}`;
  const [first = "", second, ...more] = value.split("/");
  if (more.length > 0) return `${format} ${quoted(value)} in ${field}`;
  if (Buffer.byteLength(value) > 320) return `value cannot exceed 320 characters, found ${quoted(value)} in ${field}`;
  if (second === undefined) return undefined;
  if (first === "") return `${format} empty namespace ${quoted(value)} in ${field}`;
  return second === "" ? `${format} empty serviceAccount ${quoted(value)} in ${field}` : undefined;
}

const ANY_ONE = "{*}";
const ANY_REST = "{**}";

/** Path templates: `{*}` for one segment, `{**}` for the rest, nothing else in braces. */
export const pathTemplates: ValuesProblem = (field, values) => {
  for (const value of values) {
    const problem = pathProblem(field, value);
    if (problem !== undefined) return [problem];
  }
  return [];
};

function pathProblem(field: string, value: string): string | undefined {
  const template = value.includes(ANY_ONE) || value.includes(ANY_REST);
  const path = value.replace(/^\/+|\/+$/g, "");
  const wrong = `invalid or unsupported path ${path}, found in ${field}.`;
  let rest = false;
  for (const segment of path.split("/")) {
    if (segment === ANY_ONE || segment === ANY_REST) {
      if (rest) return `${wrong} {**} is not the last operator`;
      rest = segment === ANY_REST;
      continue;
    }
    if (/[{}]/.test(segment)) return `${wrong} Contains '{' or '}' beyond a supported path template`;
    if (template && !/^[a-zA-Z0-9-._~%!$&'()+,;:@=]+$/.test(segment)) {
      return `${wrong} Contains segment ${segment} with invalid string literal`;
    }
  }
  return undefined;
}

/** Keys that a condition may have, with what their values must be. */
const KEYS: Readonly<Record<string, ValuesProblem>> = {
  "source.ip": addresses,
  "remote.ip": addresses,
  "source.namespace": notEmpty,
  "source.serviceAccount": serviceAccounts,
  "source.principal": notEmpty,
  "source.trustDomain": wildcards,
  "request.auth.principal": notEmpty,
  "request.auth.audiences": notEmpty,
  "request.auth.presenter": notEmpty,
  "destination.ip": addresses,
  "destination.port": ports,
  "connection.sni": notEmpty,
};
/** Keys that name something in brackets: `request.headers[User-Agent]`. */
const BRACKETED = ["request.headers", "request.auth.claims", "experimental.envoy.filters."];

/** What Istio has against a condition (ValidateAttribute). */
export function conditionProblems(key: string, values: readonly string[]): readonly string[] {
  const empty = notEmpty(key, values);
  if (empty.length > 0) return empty;
  const known = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (known !== undefined) return known(key, values);
  if (BRACKETED.some((prefix) => key.startsWith(prefix))) {
    return /^[^[]+\[.+\]$/s.test(key) ? [] : [`bad key (${key}): should have format a[b]`];
  }
  if (key === "destination.namespace") return [`attribute ${key} is replaced by the metadata.namespace`];
  if (key.startsWith("destination.labels")) return [`attribute ${key} is replaced by the workload selector`];
  if (key === "destination.name" || key === "destination.user") {
    return [`deprecated attribute ${key}: only supported in v1alpha1`];
  }
  return [`unknown attribute: ${key}`];
}
