import { medians } from "./measure.mjs";
import { expectRefused, expectText, istioctl, kubeconform } from "./yardsticks.mjs";

const COUNT = 10_000;

/**
 * The rows of `wildegress check`.
 *
 * @param {{ check: readonly string[], bare: object, inputs: object, work: string, env: object, startRounds: number, rounds: number,
 *   ratio: (what: string, time: number, base: number, goal?: number) => object, peakMemory: (subject: object, env: object) => number }} context
 *   `check`: the command, to be followed by its arguments
 */
export function checkRows({ check, bare, inputs, work, env, startRounds, rounds, ratio, peakMemory }) {
  const file = inputs.entries(COUNT);
  const subject = (name, args, count) => ({
    name,
    argv: [...check, ...args],
    check: (_out, err) => expectText(err, `${count} manifest${count === 1 ? "" : "s"} in `),
  });
  const one = subject("one", [inputs.entries(1)], 1);
  const schema = subject("schema", ["--only", "schema", file], COUNT);
  const all = subject("all", [file], COUNT);
  const files = subject("files", [inputs.entryFiles(COUNT)], COUNT);
  const others = { kubeconform: kubeconform(work), istioctl: istioctl() };
  const known = Object.entries(others).filter(([, { argv }]) => argv !== undefined);
  const wrong = inputs.wrongEntry();
  for (const argv of [[...check, "--only", "schema"], ...known.map(([, other]) => other.argv)])
    expectRefused(argv, wrong);

  const start = medians([bare, one], { rounds: startRounds, env });
  const measured = known.map(([name, other]) => ({
    name,
    argv: [...other.argv, file],
    check: (out, err) => other.check(out, err, COUNT),
  }));
  const time = medians([schema, all, files, ...measured], { rounds, env });
  const against = (name, what, yardstick, words, goal) =>
    time.has(yardstick)
      ? ratio(`${what} ÷ ${words}`, time.get(name), time.get(yardstick), goal)
      : { what: `${what} ÷ ${words}`, missing: others[yardstick].missing };

  const peak = peakMemory(all, env);
  const twice = peakMemory(subject("twice", [inputs.entries(2 * COUNT)], 2 * COUNT), env);
  return [
    ratio("`check` of one file ÷ `node -e 0`", start.get("one"), start.get("bare"), 1.5),
    against("schema", "`check --only schema` of 10,000 ServiceEntries", "kubeconform", "kubeconform", 1.5),
    against("all", "`check` of 10,000 ServiceEntries, all layers", "kubeconform", "kubeconform", 3),
    against("all", "`check` of 10,000 ServiceEntries, all layers", "istioctl", "`istioctl validate`"),
    ratio("`check` of 10,000 files ÷ of one file with the same", time.get("files"), time.get("all"), 2),
    {
      what: "peak memory, `check --only schema` of 10,000 ServiceEntries",
      value: peakMemory(schema, env),
      goal: 250,
      unit: "MB",
    },
    { what: "peak memory, `check` of 10,000 ServiceEntries, all layers", value: peak, goal: 250, unit: "MB" },
    {
      what: "memory of one more ServiceEntry in `check`, all layers",
      value: ((twice - peak) * 1000) / COUNT,
      goal: 20,
      unit: "kB",
    },
  ];
}
