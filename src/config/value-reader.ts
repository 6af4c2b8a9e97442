import type { GatewayRequest, HardenRequest, PolicySettings, Request, Sourced } from "./request.ts";

/**
 * Reads values by their key in wildegress.yaml, whether they stand in the file or in flags, so that one set of functions
 * makes the same shape of both.
 */
export interface ValueReader {
  text(key: string): Sourced<string> | undefined;
  number(key: string): Sourced<number> | undefined;
  toggle(key: string): Sourced<boolean> | undefined;
  list(key: string): readonly Sourced<string>[] | undefined;
  map(key: string): Sourced<Readonly<Record<string, string>>> | undefined;
}

/** Settings of one policy, or the defaults of all. */
export function readPolicySettings(from: ValueReader): PolicySettings {
  return defined({
    ports: from.list("ports"),
    strategy: from.text("strategy"),
    via: from.text("via"),
    sniProxy: from.text("sniProxy"),
    mtls: from.toggle("mtls"),
    from: from.list("from"),
    namespace: from.text("namespace"),
    exportTo: from.list("exportTo"),
    tlsOrigination: from.toggle("tlsOrigination"),
    allowPrivate: from.list("allowPrivate"),
    acceptBroad: from.toggle("acceptBroad"),
  });
}

/** What is said of the mesh as a whole. */
export function readMesh(from: ValueReader): Pick<Request, "istio" | "dataPlane" | "dnsCapture" | "meshDomain"> {
  return defined({
    istio: from.text("istio"),
    dataPlane: from.text("dataPlane"),
    dnsCapture: from.toggle("dnsCapture"),
    meshDomain: from.text("meshDomain"),
  });
}

export function readGateway(from: ValueReader): GatewayRequest {
  return defined({
    name: from.text("name"),
    namespace: from.text("namespace"),
    selector: from.map("selector"),
    port: from.number("port"),
    api: from.text("api"),
    install: from.text("install"),
    revision: from.text("revision"),
    resolver: from.list("resolver"),
    ipFamily: from.text("ipFamily"),
    meshCidr: from.list("meshCidr"),
  });
}

/**
 * @param all what `harden` itself says: `--harden`, or `harden: true` in the file; a part that speaks for itself wins
 */
export function readHarden(from: ValueReader, all: Sourced<boolean> | undefined): HardenRequest {
  return defined({
    sidecar: from.toggle("sidecar") ?? all,
    networkPolicy: from.toggle("networkPolicy") ?? all,
    allowNamespaces: from.list("allowNamespaces"),
  });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what was not said, so that an absent key is the only way to say nothing. */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
