import { DiagnosticError } from "../../diagnostics/diagnostic.ts";
import type { World } from "../../model/world/world.ts";
import { connectionAsked } from "../ask/connection-asked.ts";
import type { Connection } from "../connection.ts";
import type { TraceResult } from "../result.ts";
import type { Tracer } from "../tracer.ts";
import { type Expectation, type ExpectFile, isAsExpected } from "./expectation.ts";

/** A test that was run. */
export interface Tested {
  readonly expectation: Expectation;
  readonly connection: Connection;
  readonly result: TraceResult;
  readonly passed: boolean;
}

/**
 * Asks the tracer for each test of a file.
 *
 * @throws DiagnosticError with the test's place for a connection that cannot be
 */
export function runExpectFile({ tests }: ExpectFile, tracer: Tracer, world: World): Tested[] {
  return tests.map((expectation) => {
    const connection = connectionOf(expectation, world);
    const result = tracer.trace(connection);
    return { expectation, connection, result, passed: isAsExpected(expectation, result) };
  });
}

function connectionOf({ host, options, at }: Expectation, world: World): Connection {
  try {
    return connectionAsked(host, options, world).connection;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(...error.diagnostics.map((diagnostic) => ({ ...diagnostic, at })));
  }
}
