import type { ConfigObject } from "./config-object.ts";

/** Everything that was read, by kind (`ServiceEntry`, `KubernetesGateway` for the Gateway API's), in the order in which it was read. */
export interface World {
  /** Objects of one kind. */
  readonly of: (kind: string) => readonly ConfigObject[];
  /** Kinds that were read and that the model does not know. */
  readonly otherKinds: readonly string[];
}
