import type { FieldPath, FieldRef } from "../model/world/config-object.ts";
import type { DecidedBy } from "./result.ts";

/** Where a field stands, for people and for JSON. */
export function decidedBy(ref: FieldRef | undefined): { readonly decidedBy?: DecidedBy } {
  if (ref === undefined) return {};
  const { object, path } = ref;
  const { file, line, column } = object.locate(path);
  const { kind, namespace, name } = object;
  return { decidedBy: { kind, namespace, name, field: fieldText(path), file, line, column } };
}

/** `spec.tls[0].match[0].sniHosts` */
function fieldText(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** `ServiceEntry default/wikipedia` */
export function nameOf({ object }: FieldRef): string {
  return `${object.kind} ${object.namespace === "" ? "" : `${object.namespace}/`}${object.name}`;
}
