import type { GatewayServers, GatewaySpec } from "../../resources/types/gateway.generated.ts";
import type { KubernetesGatewaySpec } from "../../resources/types/kubernetes-gateway.generated.ts";
import type { TLSRouteSpec } from "../../resources/types/tls-route.generated.ts";
import type { VirtualServiceSpec } from "../../resources/types/virtual-service.generated.ts";
import type { ConfigObject, FieldPath } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { covers } from "./host-name.ts";

/**
 * A world in which what the Gateway API says is said in Istio's kinds besides, as istiod does it for itself: a Gateway for each
 * listener, a VirtualService for each TLSRoute and listener. Routes of other kinds are not translated.
 *
 * Source: istio pilot/pkg/config/kube/gateway/conversion.go.
 */
export function gatewayApi(world: World, meshDomain: string): World {
  const listeners = world
    .of<KubernetesGatewaySpec>("KubernetesGateway")
    .flatMap((gateway) => listenersOf(gateway, world, meshDomain));
  if (listeners.length === 0) return world;
  const routes = world.of<TLSRouteSpec>("TLSRoute").flatMap((route) => virtualServicesOf(route, listeners, meshDomain));
  return {
    otherKinds: world.otherKinds,
    of: <Spec>(kind: string) => {
      const more = kind === "Gateway" ? listeners.map(({ made }) => made) : kind === "VirtualService" ? routes : [];
      return [...world.of<Spec>(kind), ...(more as unknown as ConfigObject<Spec>[])];
    },
  };
}

interface MadeListener {
  readonly gateway: ConfigObject<KubernetesGatewaySpec>;
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
  readonly made: ConfigObject<GatewaySpec>;
}

function listenersOf(gateway: ConfigObject<KubernetesGatewaySpec>, world: World, meshDomain: string): MadeListener[] {
  return (gateway.spec.listeners ?? []).flatMap((listener, index) => {
    const hostname = (listener.hostname ?? "*").toLowerCase();
    const from = listener.allowedRoutes?.namespaces?.from ?? "Same";
    const passthrough = listener.tls?.mode === "Passthrough";
    const tls: GatewayServers["tls"] =
      listener.protocol === "TLS" || listener.protocol === "HTTPS"
        ? { mode: passthrough ? "PASSTHROUGH" : "SIMPLE" }
        : undefined;
    const server: GatewayServers = {
      hosts: [`${from === "Same" ? gateway.namespace : "*"}/${hostname}`],
      port: { number: listener.port, name: listener.name, protocol: listener.protocol },
      ...(tls === undefined ? {} : { tls }),
    };
    const spec: GatewaySpec = { selector: podsOf(gateway, world, meshDomain), servers: [server] };
    const place = (): FieldPath => ["spec", "listeners", index];
    const made = derived(gateway, `${gateway.name}~${listener.name}`, spec, place);
    return [{ gateway, name: listener.name, hostname, port: listener.port, made }];
  });
}

/** Of a gateway that was installed by hand, the pods of the Service that its address names; else the pods that istiod makes for it. */
function podsOf(
  { name, namespace, spec }: ConfigObject<KubernetesGatewaySpec>,
  world: World,
  meshDomain: string,
): Record<string, string> {
  const address = spec.addresses?.find(({ type }) => type === "Hostname")?.value;
  if (address === undefined) return { "gateway.networking.k8s.io/gateway-name": name };
  const service = address.replace(`.svc.${meshDomain}`, "").split(".")[0] ?? address;
  type ServiceSpec = { readonly selector?: Record<string, string> };
  const read = world.of<ServiceSpec>("Service").find((one) => one.name === service && one.namespace === namespace);
  return read?.spec.selector ?? { istio: service.replace(/^istio-/, "") };
}

function virtualServicesOf(
  route: ConfigObject<TLSRouteSpec>,
  listeners: readonly MadeListener[],
  meshDomain: string,
): ConfigObject<VirtualServiceSpec>[] {
  const hostnames = (route.spec.hostnames ?? []).map((host) => host.toLowerCase());
  return listeners
    .filter((listener) => bindsTo(route, listener))
    .flatMap((listener, index) => {
      const hosts = hostnames.length === 0 ? [listener.hostname] : common(hostnames, listener.hostname);
      if (hosts.length === 0) return [];
      const destinations = (route.spec.rules ?? [])
        .flatMap(({ backendRefs }) => backendRefs ?? [])
        .map((backend) => ({
          destination: {
            host:
              backend.kind === "Hostname"
                ? backend.name
                : `${backend.name}.${backend.namespace ?? route.namespace}.svc.${meshDomain}`,
            ...(backend.port === undefined ? {} : { port: { number: backend.port } }),
          },
          weight: backend.weight ?? 1,
        }));
      const spec: VirtualServiceSpec = {
        hosts,
        gateways: [`${listener.gateway.namespace}/${listener.made.name}`],
        tls: [{ match: [{ sniHosts: hosts }], route: destinations }],
      };
      const place = (path: FieldPath): FieldPath =>
        path.includes("route") ? ["spec", "rules", 0, "backendRefs"] : ["spec", "hostnames"];
      return [derived(route, `${route.name}~${index}`, spec, place)];
    });
}

function bindsTo({ spec, namespace }: ConfigObject<TLSRouteSpec>, { gateway, name, port }: MadeListener): boolean {
  return (spec.parentRefs ?? []).some(
    (parent) =>
      parent.name === gateway.name &&
      (parent.namespace ?? namespace) === gateway.namespace &&
      (parent.kind ?? "Gateway") === "Gateway" &&
      (parent.sectionName ?? name) === name &&
      (parent.port ?? port) === port,
  );
}

function common(hostnames: readonly string[], listener: string): string[] {
  return hostnames.flatMap((host) => (covers(listener, host) ? [host] : covers(host, listener) ? [listener] : []));
}

/** An object that istiod makes of another: its fields stand where they came from. */
function derived<Spec>(
  from: Omit<ConfigObject, "spec">,
  name: string,
  spec: Spec,
  place: (path: FieldPath) => FieldPath,
): ConfigObject<Spec> {
  return { ...from, name, spec, locate: (path) => from.locate(place(path)) };
}
