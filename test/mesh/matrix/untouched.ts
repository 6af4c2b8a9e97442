import { OTHER_GATEWAY } from "../lab/topology.ts";
import { fetchInside } from "../probe/agent.ts";

/** The listeners of the gateway that is there for other things, and the clusters that only a patch could have given it. */
async function configuration(): Promise<readonly string[]> {
  const page = (resource: string) =>
    fetchInside(OTHER_GATEWAY.netns, `http://127.0.0.1:15000/config_dump?resource=${resource}`);
  const [listeners, clusters] = await Promise.all([page("dynamic_listeners"), page("dynamic_active_clusters")]);
  // One that is gone stays, without one, until its connections have ended: that of a test before, perhaps.
  const { configs = [] } = JSON.parse(listeners) as { configs?: { active_state?: object }[] };
  const active = configs.flatMap(({ active_state: state }) => state ?? []);
  const names = (json: string) => [...json.matchAll(/"name": ?"([^"]+)"/g)].map(([, name]) => name ?? "");
  return [
    ...names(JSON.stringify(active)).map((name) => `listener part ${name}`),
    ...names(clusters)
      .filter((name) => name.startsWith("wildegress") || name.includes("dynamic_forward_proxy"))
      .map((name) => `cluster part ${name}`),
  ];
}

/** Takes down what the other gateway has; `differences` says what has changed since. */
export async function untouchedGateway(): Promise<{ differences: () => Promise<readonly string[]> }> {
  const before = new Set(await configuration());
  return {
    async differences() {
      const now = new Set(await configuration());
      const came = [...now].filter((one) => !before.has(one)).map((one) => `${OTHER_GATEWAY.pod} got ${one}`);
      return [...came, ...[...before].filter((one) => !now.has(one)).map((one) => `${OTHER_GATEWAY.pod} lost ${one}`)];
    },
  };
}
