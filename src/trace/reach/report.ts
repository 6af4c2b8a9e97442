import type { Client } from "../connection.ts";
import type { DecidedBy, Place, Way } from "../result.ts";
import type { Protocol } from "./judge.ts";

/** What connections a line of the report is about. */
export interface Covered {
  /** `*` any name, `*.wikipedia.org` (names below), a name, or "" for a client that gives none. TCP has no names: `*`. */
  readonly name: string;
  /** Names that the pattern covers and that go another way: each with what becomes of it. */
  readonly except: readonly { readonly name: string; readonly says: string }[];
  /** An address or a range that must be dialled; "" whatever the name resolves to; `*` any of the client's choice. */
  readonly address: string;
  /** Where the client may dial any address: those that go another way. */
  readonly exceptAddresses: readonly string[];
  /** `443`, `8000-8999`, `other` (every port but `namedPorts`), or `*` alone for every port. */
  readonly ports: readonly string[];
  readonly protocols: readonly Protocol[];
}

/** What happens when a name resolves to a private address, as far as the manifests tell. */
export type PrivateAnswers = "refused" | "some refused" | "not refused" | "unknown";

export interface ReachedLine extends Covered {
  readonly way: Way;
  readonly addressChosenBy: Place;
  /** Where it ends, if that is not the name and port that the client asked for. */
  readonly destination: { readonly host: string | undefined; readonly port: number } | undefined;
  readonly tlsOriginated: boolean;
  /** Absent where the manifests fix the address. */
  readonly privateAnswers: PrivateAnswers | undefined;
  /** Plain HTTP: beginnings of the paths that get there, where others do not. */
  readonly paths: readonly string[] | undefined;
  /** Every field that decides on the way, in its order; empty where nothing but Istio's default lets it out. */
  readonly openedBy: readonly DecidedBy[];
  /** NetworkPolicies that let it pass. */
  readonly networkPolicies: readonly DecidedBy[];
}

export interface UnknownLine extends Covered {
  readonly says: string;
  readonly decidedBy: readonly DecidedBy[];
}

/** Who goes around its sidecar meets nothing of this but NetworkPolicies and gateways. */
export interface AroundLine {
  readonly address: string;
  readonly ports: readonly string[];
  readonly outcome: "reached" | "unknown";
}

/** Everything that a workload may reach outside the mesh. */
export interface ReachReport {
  /** Workloads that may all reach the same. */
  readonly clients: readonly Client[];
  /** What nobody registered is let out: every name and address, but for the exceptions in `reached`. */
  readonly allowAny: boolean;
  /** Ports that something listens on or that a NetworkPolicy names, which are told apart from all others. */
  readonly namedPorts: readonly string[];
  readonly reached: readonly ReachedLine[];
  readonly unknown: readonly UnknownLine[];
  readonly around: {
    readonly reached: readonly AroundLine[];
    /** Gateways that NetworkPolicies let it knock at: they judge by their own lists. `namespace/name` */
    readonly gateways: readonly string[];
    /** NetworkPolicies that hold it back. */
    readonly networkPolicies: readonly DecidedBy[];
  };
  /** Services of the cluster that the workload sees and that are not listed, since they do not lead outside. */
  readonly inCluster: number;
  readonly assumptions: readonly string[];
}
