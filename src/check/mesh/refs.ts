import type { ConfigObject, FieldPath, FieldRef } from "../../model/world/config-object.ts";

/** A field of an object, whatever its spec. */
export function refTo(object: unknown, ...path: FieldPath): FieldRef {
  return { object: object as ConfigObject, path };
}

/** `ServiceEntry default/wikipedia` */
export function nameOf({ kind, namespace, name }: Pick<ConfigObject, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
}

/** The same thing in two views of the world: the model makes objects anew for what the Gateway API says. */
export function sameObject(
  one: Pick<ConfigObject, "kind" | "namespace" | "name">,
  other: Pick<ConfigObject, "kind" | "namespace" | "name">,
): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

/** "a, b and 3 more" */
export function few(words: readonly string[], most = 3): string {
  const shown = words.slice(0, most).join(", ");
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
