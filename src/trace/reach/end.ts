import type { Place, Way } from "../result.ts";

/** What becomes of all connections of one kind. */
export type End =
  | {
      readonly kind: "reached";
      readonly way: Way;
      readonly addressChosenBy: Place;
      /** What is dialled in the end; undefined: the name that was asked for. */
      readonly host: string | undefined;
      readonly port: number;
      readonly tlsOriginated: boolean;
      /** Plain HTTP: beginnings of the paths that get there, where others do not. */
      readonly paths: readonly string[] | undefined;
    }
  | { readonly kind: "blocked"; readonly at: Place }
  /** It arrives at a pod of the mesh. */
  | { readonly kind: "inside" }
  | { readonly kind: "unknown"; readonly says: string };

export type Reached = Extract<End, { kind: "reached" }>;

/** Equal for ends that are the same for whoever reads the report. */
export function endKey(end: End): string {
  if (end.kind !== "reached") return JSON.stringify(end);
  const { way, addressChosenBy, host, port, tlsOriginated, paths } = end;
  return JSON.stringify([way, addressChosenBy, host, port, tlsOriginated, paths]);
}
