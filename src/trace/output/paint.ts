import type { TraceOutcome } from "../result.ts";

type Painter = (text: string) => string;

/** Colours of the text output, by what they are for. */
export interface Paint extends Readonly<Record<TraceOutcome, Painter>> {
  readonly strong: Painter;
  readonly faint: Painter;
  readonly place: Painter;
}

const as = (text: string): string => text;

export const PLAIN_PAINT: Paint = { reached: as, blocked: as, unknown: as, strong: as, faint: as, place: as };

/** For a terminal. */
export async function colourPaint(): Promise<Paint> {
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  return {
    reached: chalk.green.bold,
    blocked: chalk.red.bold,
    unknown: chalk.yellow.bold,
    strong: chalk.bold,
    faint: chalk.dim,
    place: chalk.cyan,
  };
}
