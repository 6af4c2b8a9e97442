// Adds up the reports of vitest (its JSON reporter) and prints "N passed, N failed" as the last line; exit code 1 when anything failed.
// Usage: node scripts/ci/result.mjs FOLDER SUITE…
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, ...suites] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const suite of suites) {
  const counts = countsOf(suite);
  passed += counts.passed;
  failed += counts.failed;
  console.log(`${suite}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function countsOf(suite) {
  const ended = existsSync(join(folder, `${suite}.failed`)) ? 1 : 0;
  const file = join(folder, `${suite}.json`);
  // No report: the suite broke before its first test, in the linter or the compiler.
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  const skipped = report.numPendingTests + report.numTodoTests;
  // A test file that does not load has no failed tests, and neither has an error outside of them: the run's exit code tells.
  return { passed: report.numPassedTests, failed: Math.max(report.numFailedTests, ended), skipped };
}
