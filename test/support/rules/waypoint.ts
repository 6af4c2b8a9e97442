import { ofKind, type Rule } from "./world.ts";

/** A waypoint resolves whatever stands in the SNI: each TLS wildcard behind one has an ALLOW that lists the names, and no rule without them for that port. */
export const waypointsJudgeTheSni: Rule = (world) =>
  world.plan.policies
    .filter(({ strategy }) => strategy === "waypoint")
    .flatMap((policy) => {
      const tls = policy.ports.filter(({ protocol }) => protocol === "tls").map(({ number }) => String(number));
      if (tls.length === 0) return [];
      const wildcards = ofKind(world, "ServiceEntry").filter(
        ({ instance, spec }) => instance === policy.name && spec.resolution === "DYNAMIC_DNS",
      );
      const listed = new Set(policy.domains.map(({ text }) => text));
      return wildcards.flatMap(({ name, namespace, spec }) => {
        const rules = ofKind(world, "AuthorizationPolicy")
          .filter((one) => one.namespace === namespace && one.spec.targetRefs?.some((target) => target.name === name))
          .flatMap((one) => one.spec.rules ?? []);
        const forPort = (port: string) =>
          rules.filter(
            ({ to = [] }) => to.length === 0 || to.some(({ operation }) => operation?.ports?.includes(port)),
          );
        return tls.flatMap((port) => {
          const names = forPort(port).map(
            ({ when = [] }) => when.find(({ key }) => key === "connection.sni")?.values ?? ["*"],
          );
          const foreign = names.flat().filter((one) => !listed.has(one));
          const missing = (spec.hosts ?? []).filter((host) => !names.flat().includes(host));
          return [
            ...foreign.map((one) => `${name} takes the SNI ${one} on ${port}`),
            ...missing.map((one) => `${name} does not take ${one} on ${port}`),
          ];
        });
      });
    });
