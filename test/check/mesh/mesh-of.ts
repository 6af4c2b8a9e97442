import { LineCounter, parseAllDocuments } from "yaml";
import { CheckedMesh } from "../../../src/check/mesh/checked-mesh.ts";
import { type ConfText, confsIn } from "../../../src/check/mesh/conf-text.ts";
import { WorldBuilder } from "../../../src/check/mesh/world-builder.ts";
import { NEWEST_RELEASE, parseRelease } from "../../../src/istio/release.ts";
import type { FieldPath } from "../../../src/model/world/config-object.ts";

export interface MeshOfOptions {
  readonly istio?: string;
  readonly confs?: readonly ConfText[];
}

/** The manifests of a YAML text, as check gathers them. */
export function builderOf(text: string): WorldBuilder {
  const builder = new WorldBuilder();
  const lineCounter = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter })) {
    const locate = (path: FieldPath) => {
      const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
      const { line, col } = lineCounter.linePos(node?.range?.[0] ?? 0);
      return { kind: "file" as const, file: "mesh.yaml", line, column: col, field: path };
    };
    builder.add(document.toJS(), locate);
  }
  return builder;
}

/** The mesh that the manifests of a YAML text make. */
export function meshOf(text: string, { istio, confs = [] }: MeshOfOptions = {}): CheckedMesh {
  const { world, replaced } = builderOf(text);
  const release = istio === undefined ? NEWEST_RELEASE : parseRelease(istio);
  return new CheckedMesh({ world, release, replaced, confs: [...confs, ...confsIn(world)] });
}
