import { isIP } from "node:net";

export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** An address with the number of bits that are the network's: `10.0.0.0/8`, `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
  const slash = text.lastIndexOf("/");
  const version = slash < 0 ? 0 : isIP(text.slice(0, slash));
  if (version === 0 || text.slice(0, slash).includes("%")) return false;
  const bits = text.slice(slash + 1);
  return /^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

/** What Istio has against an address or a network (ValidateIPSubnet). */
export function subnetProblem(text: string): string | undefined {
  if (text.split("/").length === 2) return isNetwork(text) ? undefined : `${text} is not a valid CIDR block`;
  return addressProblem(text);
}

/** ValidateIPAddress. */
export function addressProblem(text: string): string | undefined {
  return isAddress(text) ? undefined : `${text} is not a valid IP`;
}

const UNIX = "unix://";

/** The path of a Unix socket's address, undefined for another kind of address. */
export function socketPath(address: string): string | undefined {
  return address.startsWith(UNIX) ? address.slice(UNIX.length) : undefined;
}

/** ValidateUnixAddress. */
export function socketProblem(path: string): string | undefined {
  if (path === "") return "unix address must not be empty";
  if (path.startsWith("@")) return undefined;
  return !path.startsWith("/") || path.endsWith("/") ? `${path} is not an absolute path to a file` : undefined;
}

/** An address to listen on: an IP address or a Unix socket. `port` is the number beside it. */
export function* bindProblems(bind: string | undefined, port: number | undefined): Generator<string> {
  if (bind === undefined || bind === "") return;
  const path = socketPath(bind);
  const problem = path === undefined ? addressProblem(bind) : socketProblem(path);
  if (problem !== undefined) yield problem;
  if (path !== undefined && port !== undefined && port !== 0) {
    yield `port number must be 0 for unix domain socket: number:${port}`;
  }
}
