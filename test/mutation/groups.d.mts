/** Patterns of files to change. */
export const mutate: string[];
/** Patterns of tests that have to notice. */
export const tests: string[];
