import { readDomainArgs } from "./domain-args.ts";
import { flagReader, type RequestOptions } from "./flag-reader.ts";
import type { GatewayRequest, HardenRequest, PolicySettings, Request, Sourced } from "./request.ts";
import type { InputIo } from "./text-input.ts";
import { readGateway, readHarden, readMesh, readPolicySettings } from "./value-reader.ts";

/** What the flags alone say, before the file is looked at. */
export interface FlagRequest {
  readonly mesh: Pick<Request, "istio" | "dataPlane" | "dnsCapture" | "meshDomain">;
  readonly gateway: GatewayRequest;
  readonly harden: HardenRequest;
  readonly settings: PolicySettings;
  readonly name: Sourced<string> | undefined;
  /** All domains of the command line: together they are one policy. */
  readonly domains: readonly Sourced<string>[];
}

/**
 * Reads what commander made of the flags.
 *
 * @throws DiagnosticError for what is not a number or a label, and for files of domains that cannot be read
 */
export async function requestFromFlags(options: RequestOptions, io: InputIo): Promise<FlagRequest> {
  const top = flagReader(options, "");
  const policy = flagReader(options, "policies[].");
  return {
    mesh: readMesh(top),
    gateway: readGateway(flagReader(options, "gateway.")),
    harden: readHarden(flagReader(options, "harden."), top.toggle("harden")),
    settings: readPolicySettings(policy),
    name: policy.text("name"),
    domains: options.domain === undefined ? [] : await readDomainArgs(options.domain, io),
  };
}
