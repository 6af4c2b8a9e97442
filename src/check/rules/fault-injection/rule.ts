import type {
  VirtualServiceFault,
  VirtualServicePercentage,
  VirtualServiceSpec,
} from "../../../resources/types/virtual-service.generated.ts";
import { httpRoutes } from "../../admission/http-routes.ts";
import { statusProblem } from "../../admission/http-status.ts";
import { VIRTUAL_SERVICE } from "../../admission/kinds.ts";
import { problemAt } from "../../admission/problem.ts";
import { quoted } from "../../admission/quoted.ts";
import type { Path, Problem } from "../../rule.ts";
import { manifestRule } from "../../rule.ts";

export const faultInjection = manifestRule<VirtualServiceSpec>({
  code: "WE0146",
  id: "fault-injection",
  layer: "admission",
  level: "error",
  title: "a fault that istiod refuses",
  why: "a fault is an abort with a status or a delay, for a share of the requests",
  fix: "name an abort or a delay, a status from 200 to 599 and a percentage from 0.0001 to 100",
  kinds: [VIRTUAL_SERVICE],
  *problems({ spec, has }) {
    for (const { value: route, path } of httpRoutes(spec)) {
      if (route.fault !== undefined) yield* faultProblems(route.fault, [...path, "fault"], has("admission-grpc-fault"));
    }
  },
});

const GRPC = [
  ...["OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS"],
  ...["PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED"],
  ...["INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"],
];

function* faultProblems({ abort, delay }: VirtualServiceFault, path: Path, grpc: boolean): Generator<Problem> {
  if (abort === undefined && delay === undefined) {
    yield { path, says: "HTTP fault injection must have an abort and/or a delay" };
  }
  const ofAbort = [...path, "abort"];
  yield* percentageProblems(abort?.percentage, [...ofAbort, "percentage"]);
  if (abort?.grpcStatus !== undefined && !grpc) {
    yield { path: [...ofAbort, "grpcStatus"], says: "gRPC abort fault injection not supported yet" };
  } else if (abort?.grpcStatus !== undefined && !GRPC.includes(abort.grpcStatus)) {
    const where = "See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for a list of supported codes";
    const says = `gRPC status ${quoted(abort.grpcStatus)} is not supported. ${where}, for example 'NOT_FOUND'`;
    yield { path: [...ofAbort, "grpcStatus"], says };
  }
  if (abort?.http2Error !== undefined) {
    yield { path: [...ofAbort, "http2Error"], says: "HTTP/2 abort fault injection not supported yet" };
  }
  if (abort?.httpStatus !== undefined) yield* problemAt([...ofAbort, "httpStatus"], statusProblem(abort.httpStatus));
  yield* percentageProblems(delay?.percentage, [...path, "delay", "percentage"]);
  if (delay?.exponentialDelay === undefined) return;
  yield { path: [...path, "delay", "exponentialDelay"], says: "exponentialDelay not supported yet" };
}

function* percentageProblems(percentage: VirtualServicePercentage | undefined, path: Path): Generator<Problem> {
  const { value = 0 } = percentage ?? {};
  if (value === 0 || (value >= 0.0001 && value <= 100)) return;
  yield { path: [...path, "value"], says: `percentage ${value} is neither 0.0, nor in range [0.0001, 100.0]` };
}
