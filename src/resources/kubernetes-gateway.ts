import { apiVersionFor } from "../istio/api-version.ts";
import type { Release } from "../istio/release.ts";
import { metadata, type Placement } from "./metadata.ts";
import type { KubernetesObject } from "./resource.ts";

/** What wildegress says of a Gateway API Gateway. */
export interface KubernetesGatewaySpec {
  readonly gatewayClassName: string;
  readonly addresses?: readonly { readonly type: string; readonly value: string }[];
  readonly listeners: readonly {
    readonly name: string;
    readonly hostname?: string;
    readonly port: number;
    readonly protocol: string;
    readonly tls?: { readonly mode: "Passthrough" | "Terminate" };
    readonly allowedRoutes?: { readonly namespaces: { readonly from: "Same" | "All" } };
  }[];
}

/** The Gateway API's Gateway, which is not Istio's own kind of that name. */
export function kubernetesGateway(
  placement: Placement,
  spec: KubernetesGatewaySpec,
  release: Release,
): KubernetesObject {
  return {
    apiVersion: apiVersionFor("KubernetesGateway", release),
    kind: "Gateway",
    metadata: metadata(placement),
    spec,
  };
}
