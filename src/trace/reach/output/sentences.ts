import type { ReachReport } from "../report.ts";

export const LYING =
  "Where the client chooses the address, a lying client reaches any address by giving such a name: only the name is checked.";

/** `default/sleep`, or all that share the report. */
export function clientsWords({ clients }: ReachReport): string {
  return clients.map(({ namespace, name }) => `${namespace}/${name}`).join(", ");
}

/** The first thing to know: whether the list below is all. */
export function openWords({ allowAny, reached }: ReachReport): string {
  if (allowAny)
    return "EVERYTHING IS OPEN: every name and address on every port, since the mesh lets out what nobody registered (ALLOW_ANY). What follows says by which way, and what is held back.";
  return reached.length === 0
    ? "Nothing: what nobody registered is refused, and nothing that is registered leads outside."
    : "This and nothing else: what nobody registered is refused.";
}
