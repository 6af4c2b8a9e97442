import type { Release } from "../istio/release.ts";
import { istioObject } from "./istio-object.ts";
import type { Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

/** What wildegress says of a Gateway API TLSRoute. */
export interface TlsRouteSpec {
  readonly parentRefs: readonly { readonly name: string }[];
  readonly hostnames: readonly string[];
  readonly rules: readonly {
    readonly backendRefs: readonly {
      readonly group: string;
      readonly kind: string;
      readonly name: string;
      readonly port: number;
    }[];
  }[];
}

export function tlsRoute(placement: Placement, spec: TlsRouteSpec, release: Release): KubernetesObject {
  return istioObject("TLSRoute", placement, spec, release);
}
