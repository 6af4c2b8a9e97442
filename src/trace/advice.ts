import { PASSTHROUGH } from "../model/istiod/cluster-names.ts";
import { shellCommand } from "../shell/quote.ts";
import type { Answer } from "./answer.ts";
import { hostAndPort } from "./output/words.ts";

/** What a person should know about an answer, or do about it. */
export interface Advice {
  /** Sentences, the most important first. */
  readonly says: readonly string[];
  /** A command line that helps. */
  readonly command: string | undefined;
}

const NONE: Advice = { says: [], command: undefined };

/** What can be said with certainty, and no more: nothing for a way that is as it should be. */
export function adviceFor(answer: Answer): Advice {
  switch (answer.result.outcome) {
    case "reached":
      return { says: cautions(answer), command: undefined };
    case "unknown":
      return {
        says: [
          "wildegress does not model what decides from here on, and does not guess. On the mesh itself `wildegress verify` tells.",
        ],
        command: undefined,
      };
    case "blocked":
      return adviceForBlocked(answer);
  }
}

function cautions({ result, connection }: Answer): string[] {
  const { path, destination } = result;
  if (connection.bypassSidecar && result.way === "nothing between") {
    return [
      "Nothing of the mesh is between: only a NetworkPolicy could stop this client (wildegress gen --harden-network-policy).",
    ];
  }
  if (path.some(({ stage, taken }) => stage === "cluster" && taken === PASSTHROUGH)) {
    return [
      "No manifest lists this: it passes because the mesh lets out whatever none lists (ALLOW_ANY), unchecked. `wildegress gen --harden-sidecar` closes that.",
    ];
  }
  if (destination?.addressChosenBy === "client" && destination.host !== "") {
    return [
      "The client chose the address: the name was checked, but nobody looked it up again, so it could be anybody's.",
    ];
  }
  return [];
}

function adviceForBlocked(answer: Answer): Advice {
  const { result, connection } = answer;
  switch (result.endsAt) {
    case "sidecar":
      return blockedAtSidecar(answer);
    case "gateway":
      return blockedAtGateway(answer);
    case "sni-proxy":
      return {
        says: [
          `The SNI proxy passes the names of its list, and only to public addresses. ${connection.sni === "" ? "This client sends no name." : "Look at its last decision above."}`,
        ],
        command: undefined,
      };
    default:
      return NONE;
  }
}

const NOT_LISTED = new Set(["BlackHoleCluster", "filter_chain_not_found"]);

function blockedAtSidecar({ result, connection, settings }: Answer): Advice {
  const { from, host, port, protocol, sni } = connection;
  if (protocol === "tls" && sni === "") {
    return {
      says: [
        "Without SNI the sidecar cannot tell which name is meant. Let the client send it: most do when they are given a name and no address.",
      ],
      command: undefined,
    };
  }
  if (!NOT_LISTED.has(result.detail)) return NONE;
  const name = protocol === "tls" ? sni : host;
  const rule =
    result.detail === "BlackHoleCluster" && settings.outbound === "REGISTRY_ONLY"
      ? `Nothing that namespace ${from.namespace} sees lists ${hostAndPort(name, port)}, and the mesh refuses what is not listed (REGISTRY_ONLY).`
      : `Nothing that namespace ${from.namespace} sees lists ${hostAndPort(name, port)} for ${protocol.toUpperCase()}.`;
  if (protocol === "tcp" || !name.includes(".")) return { says: [rule], command: undefined };
  const command = shellCommand([
    "wildegress",
    "gen",
    "--domain",
    name.toLowerCase(),
    ...(protocol === "tls" && port === 443 ? [] : ["--port", `${port}/${protocol}`]),
    "--namespace",
    from.namespace,
  ]);
  return {
    says: [
      rule,
      "If it should be reached, the command below lists it. If a manifest lists it already, look at its namespace, its exportTo, its port and protocol, and at Sidecar resources.",
    ],
    command,
  };
}

function blockedAtGateway({ result, connection }: Answer): Advice {
  const { from, tunnel } = connection;
  if (result.detail === "rbac_access_denied") {
    return {
      says: [
        `An AuthorizationPolicy at the gateway lets in others, and not ${from.namespace}/${from.serviceAccount}. If it should, add the account to the policy: --from ${from.namespace}/${from.serviceAccount} with wildegress gen.`,
      ],
      command: undefined,
    };
  }
  if (tunnel?.certificate === false) {
    return {
      says: [
        "The gateway asks for a workload's certificate, which the sidecar would have shown. That is what keeps others out.",
      ],
      command: undefined,
    };
  }
  if (result.detail === "filter_chain_not_found") {
    return {
      says: [
        "No server of the gateway is for the name that arrives there. The outer SNI of the client's DestinationRule and the hosts of the Gateway must be the same.",
      ],
      command: undefined,
    };
  }
  return NONE;
}
