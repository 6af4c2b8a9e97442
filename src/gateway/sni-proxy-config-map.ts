import { CONF_KEY, LISTEN_ADDRESS } from "../nginx/container.ts";
import { printConf } from "../nginx/print-conf.ts";
import { sniProxyConf } from "../nginx/sni-proxy-conf.ts";
import { fnv1a } from "../plan/names.ts";
import type { Plan } from "../plan/plan.ts";
import { configMap } from "../resources/config-map.ts";
import type { Resource } from "../resources/resource.ts";
import { unitsOfNginx } from "./served-policies.ts";

/** As in Istio's docs. */
export const SNI_PROXY_CONFIG_MAP = "egress-sni-proxy-configmap";

/** The conf is asked for by the ConfigMap and by the pods' checksum, and with ten thousand names it is long. */
const printed = new WeakMap<Plan, string>();

/** The conf of the nginx beside the gateway: a server for each (policy, port), on loopback, with that policy's names. */
export function sniProxyConfOf(plan: Plan): string {
  const conf = printed.get(plan) ?? print(plan);
  printed.set(plan, conf);
  return conf;
}

function print(plan: Plan): string {
  return printConf(
    sniProxyConf({
      servers: unitsOfNginx(plan).map(({ policy, port, unit }) => ({
        name: unit.name,
        listen: { address: LISTEN_ADDRESS, port: unit.loopbackPort },
        domains: policy.domains.map(({ text }) => text),
        upstreamPort: port.number,
      })),
      resolver: {
        addresses: plan.gateway.resolvers.length > 0 ? plan.gateway.resolvers : [clusterDns(plan)],
        ipFamily: plan.gateway.ipFamily,
      },
    }),
  );
}

/** Part of the output whoever installs the gateway: without it the SNI proxy's container does not start. */
export function sniProxyConfigMap(plan: Plan): Resource {
  return {
    part: "install",
    why: "The names that the SNI proxy lets through, a list for each policy and port.",
    manifest: configMap(
      { name: SNI_PROXY_CONFIG_MAP, namespace: plan.gateway.namespace, instance: plan.gateway.name },
      { [CONF_KEY]: sniProxyConfOf(plan) },
      plan.target.release,
    ),
  };
}

/** Changes with the conf. As an annotation of the pods it makes a changed ConfigMap roll them: nginx reads its conf at the start only. */
export function confChecksum(plan: Plan): string {
  return fnv1a(sniProxyConfOf(plan)).toString(16).padStart(8, "0");
}

/**
 * The Service of the cluster's DNS: its name is the same on nearly every cluster, its address is not. nginx looks the name up once, when it starts,
 * through the pod's resolv.conf.
 */
function clusterDns(plan: Plan): string {
  return `kube-dns.kube-system.svc.${plan.target.meshDomain}`;
}
