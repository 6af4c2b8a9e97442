import { DiagnosticError, type Origin } from "../diagnostics/diagnostic.ts";
import type { Sourced } from "./request.ts";
import { attributeOf, REQUEST_FLAGS } from "./request-flags.ts";
import type { ValueReader } from "./value-reader.ts";

/** Option values as commander gives them, by attribute name. */
export type RequestOptions = Readonly<Record<string, unknown>>;

/**
 * Reads flags by the keys of wildegress.yaml.
 *
 * @param prefix what stands before the key in the table of flags: "", "gateway.", "harden." or "policies[]."
 */
export function flagReader(options: RequestOptions, prefix: string): ValueReader {
  const given = (key: string): { flag: string; value: unknown } | undefined => {
    const flag = REQUEST_FLAGS.find((entry) => entry.key === `${prefix}${key}`)?.flag;
    const value = flag === undefined ? undefined : options[attributeOf(flag)];
    return flag === undefined || value === undefined ? undefined : { flag, value };
  };
  const text = (key: string): Sourced<string> | undefined => {
    const found = given(key);
    if (found === undefined) return undefined;
    const value = String(found.value).trim();
    return { value, at: { kind: "flag", flag: found.flag, value } };
  };
  return {
    text,
    number: (key) => {
      const found = text(key);
      return found === undefined ? undefined : { value: wholeNumber(found), at: found.at };
    },
    toggle: (key) => {
      const found = given(key);
      if (found === undefined) return undefined;
      const value = found.value === true;
      return { value, at: { kind: "flag", flag: value ? found.flag : found.flag.replace(/^--/, "--no-") } };
    },
    list: (key) => {
      const found = given(key);
      if (found === undefined) return undefined;
      return commaParts(found.value).map((value) => ({ value, at: { kind: "flag", flag: found.flag, value } }));
    },
    map: (key) => {
      const found = text(key);
      return found === undefined ? undefined : { value: labels(found), at: found.at };
    },
  };
}

/** `["a,b", "c"]` → `["a", "b", "c"]`; an empty part stays, so that a stray comma is seen. */
export function commaParts(value: unknown): string[] {
  const values = Array.isArray(value) ? value.map(String) : [String(value)];
  return values.flatMap((text) => text.split(",")).map((part) => part.trim());
}

function wholeNumber(found: Sourced<string>): number {
  if (!/^\d{1,9}$/.test(found.value)) {
    throw new DiagnosticError({
      severity: "error",
      code: "not-a-number",
      what: `"${found.value}" is not a number`,
      why: `${flagOf(found.at)} takes a whole number`,
      fix: `write for example ${flagOf(found.at)} 443`,
      at: found.at,
    });
  }
  return Number(found.value);
}

/** `istio=egressgateway,app=x` */
function labels(found: Sourced<string>): Readonly<Record<string, string>> {
  const entries = commaParts(found.value).map((part) => {
    const [, key, value] = /^([^=\s]+)=([^=\s]*)$/.exec(part) ?? [];
    if (key === undefined || value === undefined) {
      throw new DiagnosticError({
        severity: "error",
        code: "bad-labels",
        what: `"${part}" is not a label`,
        why: "labels are written KEY=VALUE, parted by commas",
        fix: `write for example ${flagOf(found.at)} istio=egressgateway`,
        at: found.at,
      });
    }
    return [key, value] as const;
  });
  return Object.fromEntries(entries);
}

function flagOf(at: Origin): string {
  return at.kind === "flag" ? at.flag : "it";
}
