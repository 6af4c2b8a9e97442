import type { VirtualServiceMirror } from "../../resources/types/virtual-service.generated.ts";
import type { Path, Problem } from "../rule.ts";
import { isLabel, wildcardNameProblem } from "./names.ts";
import { portProblem } from "./ports.ts";
import { problemAt } from "./problem.ts";

/** What Istio has against a destination of a route (validateDestination). */
export function* destinationProblems(destination: VirtualServiceMirror | undefined, path: Path): Generator<Problem> {
  if (destination === undefined) return;
  const { host, subset, port } = destination;
  yield* problemAt([...path, "host"], host === "*" ? "invalid destination host *" : wildcardNameProblem(host));
  if (subset !== undefined && subset !== "") yield* problemAt([...path, "subset"], subsetNameProblem(subset));
  if (port !== undefined) {
    yield* problemAt(
      port.number === undefined ? [...path, "port"] : [...path, "port", "number"],
      portProblem(port.number ?? 0),
    );
  }
}

/** validateSubsetName. */
export function subsetNameProblem(name: string): string | undefined {
  if (name === "") return "subset name cannot be empty";
  return isLabel(name) ? undefined : `subset name is invalid: ${name}`;
}
