/** Runs of each property test: many where a machine waits, few where a person does. */
export const PROPERTY_RUNS = process.env.CI === "true" ? 10_000 : 500;
