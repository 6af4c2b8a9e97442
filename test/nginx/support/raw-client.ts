import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Sending {
  readonly pieces: readonly Buffer[];
  /** Between the pieces, in milliseconds. */
  readonly pause?: number;
  /** Say that no more comes, after the last piece. */
  readonly end?: boolean;
}

export interface Outcome {
  /** What came back until the connection was closed. */
  readonly text: string;
  readonly milliseconds: number;
  /** False: the other side did not hang up within the time. */
  readonly closed: boolean;
}

/** Sends bytes to a port of loopback, then listens until the other side hangs up, at most `limit` milliseconds. */
export async function exchange(port: number, sending: Sending, limit = 8000, host = "127.0.0.1"): Promise<Outcome> {
  const started = performance.now();
  const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
  let text = "";
  socket.on("data", (data) => {
    text += data.toString("latin1");
  });
  const closed = closing(socket);
  void send(socket, sending);
  const inTime = await Promise.race([closed.then(() => true), sleep(limit, false, { ref: false })]);
  socket.destroy();
  return { text, milliseconds: performance.now() - started, closed: inTime };
}

/** Resolves when the other side has hung up, in an orderly way or with a reset. */
export function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on("error", () => resolve());
    socket.on("end", () => resolve());
    socket.on("close", () => resolve());
  });
}

async function send(socket: Socket, { pieces, pause, end }: Sending): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    socket.write(piece);
    if (pause !== undefined) await sleep(pause);
  }
  if (end === true) socket.end();
}
