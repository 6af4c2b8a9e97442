import { editDistance } from "./did-you-mean.ts";

/** Shorter names are too near to one another. */
const SHORTEST = 5;

/**
 * The one candidate that a word can stand for: alike but for case, hyphens and underscores, or else one slip of the finger away. Undefined when
 * there is none, or more than one: a guess is not enough to change a file.
 */
export function clearlyMeant(word: string, candidates: readonly string[]): string | undefined {
  const bare = bareName(word);
  const alike = candidates.filter((candidate) => bareName(candidate) === bare);
  if (alike.length > 0) return only(alike);
  if (word.length < SHORTEST) return undefined;
  return only(candidates.filter((candidate) => editDistance(word.toLowerCase(), candidate.toLowerCase()) === 1));
}

function bareName(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}

function only(found: readonly string[]): string | undefined {
  return found.length === 1 ? found[0] : undefined;
}
