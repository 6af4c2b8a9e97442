const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
/**
 * A plain DNS name of at most 253 characters, whose last label is no number, or it would be an address.
 * No captures, on purpose: they are the ground of two holes in nginx's `map`. `\z` and not `$`, which would also match in
 * front of a newline at the end.
 */
export const CLEAN_NAME = `^(?=.{3,253}\\z)(?:${LABEL}\\.)+(?![0-9]+\\z)${LABEL}\\z`;
