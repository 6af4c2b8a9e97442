import { managedLabels } from "../../../src/resources/resource.ts";
import { ofKind, type Rule } from "./world.ts";

const LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
/** RFC 1123 as the API server has it. */
const SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const DNS_LABEL = new RegExp(`^${LABEL}$`);
/** RFC 1035: the name of a Service. */
const SERVICE_NAME = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Names that the API server takes. */
export const namesAreValid: Rule = ({ resources }) =>
  resources.flatMap(({ manifest: { kind, metadata } }) => {
    const { name, namespace } = metadata;
    const found: string[] = [];
    if (name.length > 253 || !SUBDOMAIN.test(name)) found.push(`${kind} ${name}: not a name`);
    if (kind === "Service" && (name.length > 63 || !SERVICE_NAME.test(name))) found.push(`Service ${name}: not a name`);
    if (namespace !== undefined && (namespace.length > 63 || !DNS_LABEL.test(namespace)))
      found.push(`${kind} ${name}: namespace ${namespace}`);
    return found;
  });

/** One stable label set on everything, so that pruning and cleaning find it. */
export const labelledAll: Rule = ({ resources, plan }) => {
  const instances = new Set([
    ...plan.policies.map(({ name }) => name),
    plan.gateway.name,
    plan.gateway.waypoint,
    "hardening",
  ]);
  return resources.flatMap(({ manifest: { kind, metadata } }) => {
    const labels = metadata.labels ?? {};
    const instance = labels["app.kubernetes.io/instance"] ?? "";
    const found: string[] = [];
    if (!instances.has(instance)) found.push(`${kind} ${metadata.name}: instance "${instance}"`);
    for (const [key, value] of Object.entries(managedLabels(instance)))
      if (labels[key] !== value) found.push(`${kind} ${metadata.name}: no label ${key}`);
    for (const [key, value] of Object.entries(labels))
      if (value.length > 63 || !LABEL_VALUE.test(value)) found.push(`${kind} ${metadata.name}: label ${key}=${value}`);
    return found;
  });
};

/** Hosts, outer SNIs and subsets are DNS names, whatever they were made from. */
export const hostsAreNames: Rule = (world) => {
  const found: string[] = [];
  for (const { name, spec } of [...ofKind(world, "ServiceEntry"), ...ofKind(world, "VirtualService")]) {
    for (const host of spec.hosts ?? []) {
      const bare = host.replace(/^\*\./, "");
      if (host.length > 253 || !SUBDOMAIN.test(bare) || bare.split(".").some((label) => label.length > 63))
        found.push(`${name}: host ${host}`);
    }
  }
  for (const { name, spec } of ofKind(world, "DestinationRule")) {
    for (const subset of spec.subsets ?? [])
      if (subset.name.length > 63 || !DNS_LABEL.test(subset.name)) found.push(`${name}: subset ${subset.name}`);
  }
  return found;
};
