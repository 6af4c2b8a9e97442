import { mutate } from "./test/mutation/groups.mjs";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate,
  testRunner: "vitest",
  vitest: { configFile: "test/mutation/vitest.config.mts", related: false },
  coverageAnalysis: "perTest",
  // Tables at the top of a module: each mutant there would need a process of its own.
  ignoreStatic: true,
  concurrency: 1,
  // A busy machine is not a mutant that hangs.
  timeoutMS: 30_000,
  reporters: ["progress-append-only", "event-recorder", "clear-text", "json"],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  // What came of each mutant so far, for a run that is stopped.
  eventReporter: { baseDir: ".cache/mutation/events" },
  tempDirName: ".cache/mutation/sandbox",
  ignorePatterns: ["bench"],
};
