import type { MeshProxy } from "../../model/istiod/proxy.ts";
import type { MeshModel } from "../../model/mesh-model.ts";
import type { ConfigObject } from "../../model/world/config-object.ts";
import type { World } from "../../model/world/world.ts";
import { decidedBy } from "../place.ts";
import { ANY } from "./name-cells.ts";
import type { UnknownLine } from "./report.ts";

interface ServiceSpec {
  readonly type?: string;
  readonly selector?: object;
  readonly externalName?: string;
  readonly clusterIP?: string;
}

/** What a workload sees and the model does not follow, though it may lead outside. */
export function notFollowed(proxy: MeshProxy, model: MeshModel, world: World): UnknownLine[] {
  const scope = model.scope(proxy);
  const seen = new Set(scope.listeners.flatMap(({ services }) => services.map(({ object }) => object)));
  const services = world.of<ServiceSpec>("Service").filter((one) => seen.has(one as unknown as ConfigObject));
  const hostOf = ({ name, namespace }: ConfigObject<ServiceSpec>) =>
    `${name}.${namespace}.svc.${model.settings.target.meshDomain}`;
  const lines = services.flatMap((service) => {
    const { type, selector, externalName } = service.spec;
    const at = service as unknown as ConfigObject;
    if (type === "ExternalName")
      return [
        line(
          hostOf(service),
          [ANY],
          `the Service is another name for ${externalName ?? "a name outside"}, which is not modelled`,
          at,
          ["spec", "externalName"],
        ),
      ];
    if (selector !== undefined && Object.keys(selector).length > 0) return [];
    return [
      line(
        hostOf(service),
        [ANY],
        "the Service has no selector: its endpoints may be outside, and they are not modelled",
        at,
        ["spec"],
      ),
    ];
  });
  const { object } = scope;
  const bound = scope.listeners.flatMap(({ port, bindsToPort }, index) =>
    bindsToPort && object !== undefined
      ? [
          line(
            ANY,
            [port === undefined ? ANY : String(port.number)],
            "the Sidecar has a listener of its own there, which clients dial without capture; it is not modelled",
            object,
            ["spec", "egress", index],
          ),
        ]
      : [],
  );
  return [...lines, ...bound];
}

function line(
  name: string,
  ports: readonly string[],
  says: string,
  object: ConfigObject,
  path: readonly (string | number)[],
): UnknownLine {
  const place = decidedBy({ object, path }).decidedBy;
  return {
    name,
    except: [],
    address: "",
    exceptAddresses: [],
    ports,
    protocols: ["tls", "http", "tcp"],
    says,
    decidedBy: place === undefined ? [] : [place],
  };
}
