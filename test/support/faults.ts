import { expect } from "vitest";
import { type Diagnostic, DiagnosticError } from "../../src/diagnostics/diagnostic.ts";

/** The diagnostics that a call (or a promise) is refused with; fails when it is not refused, or with anything but a DiagnosticError. */
export async function faultsOf(attempt: () => unknown): Promise<readonly Diagnostic[]> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.diagnostics;
  }
  throw new Error("was not refused");
}

/** Every message to a user says what, why and what to do, and points at what the user wrote. */
export function expectWhole(diagnostic: Diagnostic): void {
  expect(diagnostic.severity).toBe("error");
  expect(diagnostic.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const text of [diagnostic.what, diagnostic.why, diagnostic.fix]) {
    expect(text, diagnostic.code).toMatch(/\S.*\S/s);
    expect(text, diagnostic.code).not.toMatch(/undefined|\[object|native code/);
  }
  expect(diagnostic.at, diagnostic.code).toBeDefined();
  expect(diagnostic.at?.kind, diagnostic.code).not.toBe("default");
}
