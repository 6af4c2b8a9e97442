import { isIP } from "node:net";

const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const HOST_NAME = /^(?=.*[a-zA-Z])(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.|$))+$/;

/** An address as `listen` takes it: `127.0.0.1`, `[::1]`. */
export function isListenAddress(address: string): boolean {
  if (IPV4.test(address)) return true;
  // The URL parser knows how IPv6 is written; the pattern keeps everything else away from it.
  return /^\[[0-9a-fA-F:.]+\]$/.test(address) && URL.canParse(`http://${address}/`);
}

/** A DNS server as `resolver` takes it: an address or a host name, with a port or without. */
export function isResolverAddress(address: string): boolean {
  const [, host = "", port] = /^(.*?)(?::([0-9]{1,5}))?$/.exec(address) ?? [];
  if (port !== undefined && !isPort(Number(port))) return false;
  return isListenAddress(host) || (host.length <= 253 && HOST_NAME.test(host));
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/**
 * 4 or 6 for an IP address, 0 for anything else, as node:net's isIP. Most of what is asked about are names, and those are told apart without it:
 * to load it and to compile its patterns takes as long as a whole trace.
 */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (!text.includes(":") && !/^[\d.]+$/.test(text)) return 0;
  const version = isIP(text);
  return version === 4 || version === 6 ? version : 0;
}
