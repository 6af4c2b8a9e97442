/** A namespace in words; `undefined` is the one that kubectl is set to. */
export function namespaceWords(namespace: string | undefined): string {
  return namespace === undefined ? "the namespace that kubectl is set to" : `namespace ${namespace}`;
}
