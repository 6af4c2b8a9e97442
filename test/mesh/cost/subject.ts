import type { ProxySettings } from "../lab/proxy.ts";
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
  /** The gateway's and the client's proxies run with these settings meanwhile. */
  readonly proxies?: ProxySettings;
  /** All of the gateway's pod is kept to one core while it is measured. */
  readonly oneCore?: boolean;
  /** The name that is asked for; default `en.wikipedia.org`. */
  readonly host?: string;
  /** The origin that must answer; default `en`. */
  readonly origin?: string;
}

/** The same client around its sidecar: what all are compared with. */
export const NO_MESH: Subject = { name: "no mesh", around: true };
