import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** Servers on several loopback addresses and one port. */
export interface Origins {
  readonly port: number;
  close(): Promise<void>;
}

/** What an origin does with a connection. */
export type Behaviour = (socket: Socket, address: string) => void;

/** Says at which address the connection arrived, and hangs up. */
export const sayAddress: Behaviour = (socket, address) => {
  socket.once("data", () => socket.end(`reached ${address}`));
};

/** Sends everything back, for as long as the client likes. */
export const echo: Behaviour = (socket) => {
  socket.pipe(socket);
};

export async function startOrigins(addresses: readonly string[], behaviour: Behaviour): Promise<Origins> {
  const [first, ...others] = addresses;
  if (first === undefined) throw new Error("no address for an origin");
  // The kernel picks a port that is free on the first address; on another one it may be taken.
  for (let attempt = 0; ; attempt += 1) {
    const leader = await listen(first, 0, behaviour);
    const opened = [leader];
    const port = portOf(leader);
    try {
      for (const address of others) opened.push(await listen(address, port, behaviour));
      return { port, close: () => closeAll(opened) };
    } catch (failure) {
      await closeAll(opened);
      if (attempt === 9) throw failure;
    }
  }
}

interface Origin {
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

async function listen(address: string, port: number, behaviour: Behaviour): Promise<Origin> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A reset by the proxy is an outcome of the test, not a failure of the origin.
    socket.on("error", () => socket.destroy());
    behaviour(socket, address);
  });
  server.listen(port, address);
  await once(server, "listening");
  return { server, sockets };
}

function portOf({ server }: Origin): number {
  return (server.address() as AddressInfo).port;
}

async function closeAll(origins: readonly Origin[]): Promise<void> {
  for (const { server, sockets } of origins) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Ports on 127.0.0.1 that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const opened: Origin[] = [];
  for (let index = 0; index < count; index += 1) opened.push(await listen("127.0.0.1", 0, () => undefined));
  const ports = opened.map(portOf);
  await closeAll(opened);
  return ports;
}
