import type { PortProtocol } from "../plan/plan.ts";
import type { ClusterFigure, ClusterRef } from "./envoy-clusters.ts";
import type { NameOptions } from "./names.ts";

/** What all checks have. Those of one group (a policy's port) belong together: counters are read before its first request. */
interface CheckBase {
  /** `wikipedia/443/reach/www.wikipedia.org`: unique, stable. */
  readonly id: string;
  readonly policy: string;
  readonly group: string;
  /** For people: what is looked at. */
  readonly what: string;
  /** For people: what it must come to. */
  readonly expectation: string;
  /** The command as a person would type it; `SOURCE` and `POD` stand for what is found when it runs. */
  readonly command: readonly string[];
}

export interface RequestCheck extends CheckBase {
  readonly kind: "request";
  readonly about: "inside" | "apex" | "outside";
  readonly protocol: PortProtocol;
  readonly name: string;
  readonly port: number;
  readonly url: string;
  /** Nobody gave the name: when it does not exist, that says nothing about the mesh. */
  readonly guessed: boolean;
  readonly curl: readonly string[];
}

/** Some proxy's count of connections rises by what was reached. */
export interface CounterCheck extends CheckBase {
  readonly kind: "counter";
  readonly proxy: ProxyPods;
  readonly cluster: ClusterRef;
  readonly figure: ClusterFigure;
  /** Requests that this proxy must have carried, by id. */
  readonly requests: readonly string[];
  /** A proxy on the way keeps connections open for the next request, so that no rise proves nothing. */
  readonly reusesConnections: boolean;
}

/** A log names what was reached. */
export interface LogCheck extends CheckBase {
  readonly kind: "log";
  readonly proxy: ProxyPods;
  /** For each request: a line must hold one of these texts. */
  readonly needles: readonly { readonly request: string; readonly anyOf: readonly string[] }[];
  /** False where logging is a setting of the mesh that may be off. */
  readonly required: boolean;
  /** What switches it on. */
  readonly howToEnable: string;
}

export type Check = RequestCheck | CounterCheck | LogCheck;

/** Which pods, and which container of them. */
export type ProxyPods =
  | { readonly where: "source"; readonly container: string }
  | {
      readonly where: "egress gateway" | "SNI proxy" | "waypoint" | "Mixer";
      /** `undefined`: the source's namespace. */
      readonly namespace: string | undefined;
      readonly selector: string;
      readonly container: string;
    };

export interface CheckOptions extends NameOptions {
  /** Seconds for one request. */
  readonly maxSeconds: number;
  /** Where istiod (and Mixer) run. */
  readonly istioNamespace: string;
  /** False when the source is not a pod: nobody can ask its sidecar. */
  readonly sourceIsPod: boolean;
}
