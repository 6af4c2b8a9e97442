import { Command } from "commander";
import { addRequestOptions, readRequest } from "../../src/cli/request-options.ts";
import { requestFromText } from "../../src/config/from-file.ts";
import type { Request } from "../../src/config/request.ts";
import { type Diagnostic, DiagnosticError } from "../../src/diagnostics/diagnostic.ts";
import { type FakeIoOptions, fakeIo } from "../cli/fake-io.ts";

/** What a command that takes request flags makes of a command line. */
export async function requestOfArgs(args: readonly string[], options: FakeIoOptions = {}): Promise<Request> {
  const command = addRequestOptions(new Command("test"))
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  command.parse([...args], { from: "user" });
  return await readRequest(command.opts(), fakeIo(options));
}

/** The diagnostics that reading the text as wildegress.yaml throws; a test fails when it throws none. */
export async function problemsOf(text: string): Promise<readonly Diagnostic[]> {
  return await diagnosticsOf(requestFromText(text, "wildegress.yaml"));
}

export async function diagnosticsOf(promise: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  throw new Error("expected diagnostics, and it went well");
}
