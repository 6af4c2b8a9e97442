/** Choices that come out the same for the same seed, on every machine. */
export interface Random {
  /** A whole number, 0 to below. */
  int(below: number): number;
  /** True in that share of cases, 0 to 1. */
  chance(share: number): boolean;
  /** @throws when the list is empty. */
  pick<T>(list: readonly T[]): T;
  /** So many different ones, in random order: fewer when the list is shorter. */
  some<T>(list: readonly T[], count: number): T[];
  /** One of the values, each as often as its weight says. */
  weighted<T>(...choices: readonly (readonly [weight: number, value: T])[]): T;
}

/** @param seed a whole number; close seeds give unlike sequences. */
export function makeRandom(seed: number): Random {
  const next = splitMix(seed);
  const int = (below: number) => Math.floor(next() * below);
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new Error("nothing to choose from");
    return list[int(list.length)] as T;
  };
  return {
    int,
    pick,
    chance: (share) => next() < share,
    some: (list, count) => {
      const rest = [...list];
      return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(int(rest.length), 1)).flat();
    },
    weighted: (...choices) => {
      let left = next() * choices.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of choices) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(choices.map(([, value]) => value));
    },
  };
}

/** SplitMix32: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014), in its form for 32 bits. */
function splitMix(seed: number): () => number {
  // Mixed, so that the next seed's sequence is not this one's from its second value on.
  let state = mix(mix(seed) ^ 0x2545f491);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 4294967296;
  };
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
