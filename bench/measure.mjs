import { spawnSync } from "node:child_process";

/**
 * @typedef {object} Subject a command to measure
 * @property {string} name
 * @property {readonly string[]} argv program and arguments
 * @property {string} [input] its standard input
 * @property {(stdout: string, stderr: string) => void} [check] throws when the output is not what it should be: the time of a command that failed says nothing
 */

/**
 * Runs the subjects in turn, `rounds` times, so that whatever else the machine does falls on all of them alike.
 * One more round before the first is not counted: it fills the caches.
 *
 * @param {readonly Subject[]} subjects
 * @param {{ rounds: number, env?: NodeJS.ProcessEnv }} options
 * @returns {Map<string, number>} median wall-clock time of each, in milliseconds, by name
 */
export function medians(subjects, { rounds, env = process.env }) {
  const times = new Map(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      const elapsed = timeOf(subject, env);
      if (round > 0) times.get(subject.name).push(elapsed);
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

function timeOf({ name, argv: [program, ...args], input, check }, env) {
  const begin = process.hrtime.bigint();
  const run = spawnSync(program, args, { env, input, encoding: "utf8", maxBuffer: 1 << 30 });
  const elapsed = Number(process.hrtime.bigint() - begin) / 1e6;
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`${name} ended with ${run.status ?? run.signal}: ${run.stderr.slice(0, 2000)}`);
  check?.(run.stdout, run.stderr);
  return elapsed;
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
