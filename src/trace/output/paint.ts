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
  // chalk joins all arguments that it gets, and a painter is handed to map.
  const only =
    (paint: Painter): Painter =>
    (text) =>
      paint(text);
  return {
    reached: only(chalk.green.bold),
    blocked: only(chalk.red.bold),
    unknown: only(chalk.yellow.bold),
    strong: only(chalk.bold),
    faint: only(chalk.dim),
    place: only(chalk.cyan),
  };
}
