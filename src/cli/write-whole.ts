import { writeSync } from "node:fs";

/**
 * Writes all of the text to a file descriptor, however small the steps in which the system takes it.
 *
 * @throws the system's error: EPIPE, ENOSPC, EIO
 */
export function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (!isFull(error)) throw error;
      wait(2);
    }
  }
}

/** A pipe that another program set to non-blocking says so when its reader is slow. */
function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}

function wait(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
