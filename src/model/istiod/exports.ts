/** To which namespaces an object is visible. Without exportTo Istio's default holds: to all. */
export type Visibility =
  | { readonly kind: "public" }
  | { readonly kind: "nobody" }
  | { readonly kind: "namespaces"; readonly names: ReadonlySet<string> };

/** Source: istio pilot/pkg/model/push_context.go, initServiceRegistry and initVirtualServices. */
export function visibility(exportTo: readonly string[] | undefined, namespace: string): Visibility {
  const all = exportTo ?? [];
  if (all.length === 0 || all.includes("*")) return { kind: "public" };
  if (all.includes("~")) return { kind: "nobody" };
  return { kind: "namespaces", names: new Set(all.map((one) => (one === "." ? namespace : one))) };
}

export function visibleIn(exportTo: readonly string[] | undefined, owner: string, namespace: string): boolean {
  const seen = visibility(exportTo, owner);
  return seen.kind === "public" || (seen.kind === "namespaces" && seen.names.has(namespace));
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
  const exported = sorted.filter((one) => {
    const seen = visibility(one.exportTo, one.namespace);
    return seen.kind === "namespaces" && seen.names.has(namespace);
  });
  const isPublic = sorted.filter((one) => visibility(one.exportTo, one.namespace).kind === "public");
  if (!ownFirst) return [...exported, ...isPublic];
  return [
    ...exported.filter((one) => one.namespace === namespace),
    ...exported.filter((one) => one.namespace !== namespace),
    ...isPublic,
  ];
}
