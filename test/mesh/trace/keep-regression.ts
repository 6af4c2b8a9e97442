import { mkdir, readFile, writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import type { KubernetesObject, Observation } from "../../trace/observation.ts";

/** Makes a named regression case (test/trace/regressions) of some connections of an observation. */
export async function keepRegression(
  file: string,
  name: string,
  about: string,
  numbers: readonly number[],
): Promise<void> {
  const { settings, objects, attempts }: Observation = JSON.parse(await readFile(file, "utf8"));
  const folder = `test/trace/regressions/${name}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/manifests.yaml`, objects.map((object) => stringify(asWritten(object))).join("---\n"));
  const kept = { about, settings, attempts: numbers.map((number) => attempts[number]) };
  await writeFile(`${folder}/mesh.json`, `${JSON.stringify(kept, null, 2)}\n`);
}

/** Without what only the server adds, but for the age, which istiod goes by, and addresses that it allocated. */
function asWritten({ apiVersion, kind, metadata, spec, status, ...rest }: KubernetesObject): object {
  const { name, namespace, creationTimestamp } = metadata;
  const { labels } = metadata as { labels?: Readonly<Record<string, string>> };
  const kept = { name, namespace, creationTimestamp, ...(labels ? { labels } : {}) };
  const allocated = kind === "ServiceEntry" && status ? { status } : {};
  return { apiVersion, kind, metadata: kept, ...(spec ? { spec } : rest), ...allocated };
}
