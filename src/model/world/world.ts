import type { ConfigObject } from "./config-object.ts";

/** Everything that was read, by kind. */
export interface World {
  /** Objects of one kind, in the order in which they were read. The Gateway API's Gateway is `KubernetesGateway`. */
  of<Spec = Readonly<Record<string, unknown>>>(kind: string): readonly ConfigObject<Spec>[];
  /** Kinds that were read and that the model does not know. */
  readonly otherKinds: readonly string[];
}
