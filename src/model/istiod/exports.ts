/** To which namespaces an object is visible. Without exportTo Istio's default holds: to all. */
export type Visibility =
  | { readonly kind: "public" }
  | { readonly kind: "nobody" }
  | { readonly kind: "namespaces"; readonly names: ReadonlySet<string> };

/** Source: istio pilot/pkg/model/push_context.go, initServiceRegistry and initVirtualServices. */
export function visibility(exportTo: readonly string[] | undefined, namespace: string): Visibility {
  const kind = audience(exportTo);
  if (kind !== "named") return { kind };
  return { kind: "namespaces", names: new Set(exportTo?.map((one) => (one === "." ? namespace : one))) };
}

type Audience = "public" | "nobody" | "named";

/** The same without the names: it is asked for each object and namespace. */
function audience(exportTo: readonly string[] | undefined): Audience {
  if (exportTo === undefined || exportTo.length === 0 || exportTo.includes("*")) return "public";
  return exportTo.includes("~") ? "nobody" : "named";
}

function names(exportTo: readonly string[], owner: string, namespace: string): boolean {
  return exportTo.includes(namespace) || (owner === namespace && exportTo.includes("."));
}

export function visibleIn(exportTo: readonly string[] | undefined, owner: string, namespace: string): boolean {
  const seen = audience(exportTo);
  return seen === "public" || (seen === "named" && names(exportTo ?? [], owner, namespace));
}

/**
 * What a namespace sees, in the order in which istiod goes through it: what is exported to it by name (for VirtualServices: its own
 * before other namespaces'), then what is public.
 */
export function seenFrom<T extends { readonly namespace: string; readonly exportTo: readonly string[] }>(
  namespace: string,
  sorted: readonly T[],
  ownFirst: boolean,
): T[] {
  const exported: T[] = [];
  const isPublic: T[] = [];
  for (const one of sorted) {
    const seen = audience(one.exportTo);
    if (seen === "public") isPublic.push(one);
    else if (seen === "named" && names(one.exportTo, one.namespace, namespace)) exported.push(one);
  }
  if (!ownFirst) return [...exported, ...isPublic];
  const own = exported.filter((one) => one.namespace === namespace);
  const others = exported.filter((one) => one.namespace !== namespace);
  return [...own, ...others, ...isPublic];
}
