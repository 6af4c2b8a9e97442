import type { ConfigObject } from "../world/config-object.ts";
import type { World } from "../world/world.ts";
import { type NginxServer, nginxServers } from "./sni-proxy.ts";

/** The servers of every nginx conf that the ConfigMaps of a namespace hold. Only what reads server names is looked at. */
export function nginxServersOf(namespace: string, world: World): NginxServer[] {
  return world
    .of("ConfigMap")
    .filter((map) => map.namespace === namespace)
    .flatMap(serversIn);
}

function serversIn(configMap: ConfigObject): NginxServer[] {
  const data = configMap.value.data as Readonly<Record<string, unknown>> | undefined;
  return Object.entries(data ?? {}).flatMap(([name, text]) =>
    typeof text === "string" && text.includes("ssl_preread")
      ? nginxServers(text, { object: configMap, path: ["data", name] })
      : [],
  );
}
