import { meshValue } from "../../output/json.ts";
import { resourceWords } from "../../output/words.ts";
import type { DecidedBy } from "../../result.ts";
import type { Covered, ReachReport } from "../report.ts";
import type { ReachDocument } from "./document.ts";

/** The report as docs/reach.md documents it and schemas/reach.schema.json describes it. Keys in a fixed order. */
export function reachJson({ settings, reports, assumptions }: ReachDocument): string {
  const value = {
    mesh: meshValue(settings),
    reports: reports.map(reportValue),
    assumptions,
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function reportValue({
  clients,
  allowAny,
  namedPorts,
  reached,
  unknown,
  around,
  inCluster,
  assumptions,
}: ReachReport): unknown {
  return {
    clients: clients.map(({ namespace, name, serviceAccount, labels }) => ({
      namespace,
      name,
      serviceAccount,
      labels,
    })),
    allowAny,
    namedPorts,
    reached: reached.map((line) => ({
      ...coveredValue(line),
      way: line.way,
      addressChosenBy: line.addressChosenBy,
      destination:
        line.destination === undefined ? null : { host: line.destination.host ?? null, port: line.destination.port },
      tlsOriginated: line.tlsOriginated,
      privateAnswers: line.privateAnswers ?? null,
      paths: line.paths ?? null,
      openedBy: line.openedBy.map(placeValue),
      networkPolicies: line.networkPolicies.map(placeValue),
    })),
    unknown: unknown.map((line) => ({
      ...coveredValue(line),
      says: line.says,
      decidedBy: line.decidedBy.map(placeValue),
    })),
    around: {
      reached: around.reached.map(({ address, ports, outcome }) => ({ address, ports, outcome })),
      gateways: around.gateways,
      networkPolicies: around.networkPolicies.map(placeValue),
    },
    inCluster,
    assumptions,
  };
}

function coveredValue({ name, except, address, exceptAddresses, ports, protocols }: Covered): object {
  return {
    name,
    except: except.map((one) => ({ name: one.name, says: one.says })),
    address,
    exceptAddresses,
    ports,
    protocols,
  };
}

function placeValue(place: DecidedBy): object {
  const { field, file, line, column } = place;
  return { resource: resourceWords(place), field, file, line, column };
}
