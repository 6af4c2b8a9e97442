import type { Request } from "../config/request.ts";
import { type Diagnostic, DiagnosticError } from "../diagnostics/diagnostic.ts";
import { gatewayInstallObstacles } from "../gateway/install.ts";
import { chooseStrategies } from "../strategies/choose.ts";
import { buildGateway } from "./build-gateway.ts";
import { buildHardening } from "./build-hardening.ts";
import { buildPolicies, type PolicyDraft } from "./build-policies.ts";
import { buildTarget } from "./build-target.ts";
import { gatewayNotes } from "./gateway-notes.ts";
import type { Plan } from "./plan.ts";
import { refuseOverlaps } from "./refuse-overlaps.ts";

/** A plan, and what is to be said about it before anything is built. */
export interface BuiltPlan {
  readonly plan: Plan;
  readonly notes: readonly Diagnostic[];
}

/**
 * Turns what the user said into a plan: everything defaulted, judged and settled.
 *
 * @throws DiagnosticError for whatever is wrong with the request, or cannot work on its target
 */
export async function buildPlan(request: Request): Promise<BuiltPlan> {
  if (request.policies.length === 0) throw nothingAsked();
  const target = buildTarget(request);
  const { policies: drafts, notes } = await buildPolicies(request, target);
  const gateway = buildGateway(request, target, drafts.some(usesNginx(request)));
  const hardening = buildHardening(request);
  const draft = { target, gateway, hardening };
  const plan: Plan = { ...draft, policies: chooseStrategies(drafts, draft, gatewayWanted(request)) };
  refuseOverlaps(plan);
  const obstacles = gatewayInstallObstacles(plan);
  if (obstacles.length > 0) throw new DiagnosticError(...obstacles.map((obstacle) => pointed(obstacle, request)));
  return { plan, notes: [...notes, ...gatewayNotes(plan)] };
}

/** A plan does not know where its gateway was described; the request does. */
function pointed(obstacle: Diagnostic, { gateway, policies }: Request): Diagnostic {
  const [first, second] =
    obstacle.code === "gateway-port-collision" ? [gateway?.port, gateway?.install] : [gateway?.install, gateway?.port];
  return { ...obstacle, at: obstacle.at ?? first?.at ?? second?.at ?? policies[0]?.at };
}

function nothingAsked(): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "no-domains",
    what: "no domains were given",
    why: "there is nothing to let out",
    fix: "add for example --domain '*.wikipedia.org', or -f wildegress.yaml; wildegress init writes a file to start from",
  });
}

function usesNginx(request: Request): (draft: PolicyDraft) => boolean {
  const gateway = gatewayWanted(request);
  return ({ strategy, sniProxy, wantsGateway, via }) =>
    sniProxy === "nginx" &&
    (strategy === "sni-proxy" || (strategy === "auto" && via === undefined && (gateway || wantsGateway)));
}

/** Whether the user speaks of a gateway at all: none is taken to be there otherwise. */
function gatewayWanted({ gateway, dataPlane }: Request): boolean {
  if (gateway === undefined || dataPlane?.value === "ambient") return false;
  const { name, namespace, selector, port, api, install, revision } = gateway;
  return (
    [name, namespace, selector, port, api, revision].some((given) => given !== undefined) ||
    (install !== undefined && install.value !== "none")
  );
}
