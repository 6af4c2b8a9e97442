/** A stream that the CLI writes text to. */
export interface TextSink {
  write(text: string): void;
  readonly isTTY: boolean;
}

/**
 * Everything that a command may touch of the outside world, so that tests can hand in their own.
 * Product goes to `stdout`, every other word to `stderr`.
 */
export interface Io {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** All of standard input, as bytes. */
  readStdin(): Promise<Uint8Array>;
}

/** Colour only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function wantsColour(sink: TextSink, env: Io["env"]): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  return sink.isTTY && env.TERM !== "dumb";
}

/** The real thing: this process's streams. */
export function processIo(): Io {
  return {
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    async readStdin() {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTTY: stream.isTTY === true,
  };
}
