import { EGRESS_GATEWAY, type Workload } from "../lab/topology.ts";
import type { Mutation } from "../matrix/run-case.ts";

/** What is measured: a policy, and where its requests must end. */
export interface Subject {
  readonly name: string;
  /** Arguments of `wildegress gen`; without them there is no policy. */
  readonly gen?: readonly string[];
  /** For `-f -` and `@-`. */
  readonly input?: string;
  /** Changes what `gen` printed before it is applied. */
  readonly mutation?: Mutation;
  /** The client goes around its sidecar. */
  readonly around?: boolean;
  /** Through whose pod the requests go; default the egress gateway. */
  readonly gateway?: Workload;
  /** All of the gateway's pod is kept to one core while it is measured. */
  readonly oneCore?: boolean;
  /** The origin that must answer; default `en`. */
  readonly origin?: string;
}

export const NO_MESH: Subject = { name: "no mesh", around: true };

export function gatewayOf({ gateway = EGRESS_GATEWAY }: Subject): Workload {
  return gateway;
}
