import { chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { CONF_KEY, CONF_MOUNT_PATH, NGINX_COMMAND, NGINX_UID, RUN_DIR } from "../../../src/nginx/container.ts";
import { inNetns, run, runToEnd, startDaemon } from "../lab/command.ts";
import { inRunFolder } from "../lab/run-folder.ts";
import { EGRESS_GATEWAY } from "../lab/topology.ts";
import { waitFor } from "../lab/wait.ts";
import type { Applied } from "./settle.ts";

/** Debian builds the stream module apart, and the emitted conf is for the official image, which has it inside. */
const LOAD_MODULE = "load_module /usr/lib/nginx/modules/ngx_stream_module.so;";

const FOLDER = inRunFolder("nginx");

/**
 * Runs the emitted ConfigMap as the emitted container would: the container's command, in the network namespace of the gateway's pod,
 * as its user, without capabilities, the conf mounted read-only where the container has it, and a root on which only the pid file's
 * folder can be written.
 *
 * @returns how to end it; does nothing when there is no ConfigMap.
 */
export async function startNginx(applied: readonly Applied[]): Promise<(() => Promise<void>) | undefined> {
  const configMap = applied.find(({ kind }) => kind === "ConfigMap") as
    | (Applied & { data?: Record<string, string> })
    | undefined;
  const conf = configMap?.data?.[CONF_KEY];
  if (conf === undefined) return undefined;
  for (const folder of ["conf", "run"]) await mkdir(`${FOLDER}/${folder}`, { recursive: true });
  await writeFile(`${FOLDER}/conf/${CONF_KEY}`, `${LOAD_MODULE}\n${conf}`);
  const log = `${FOLDER}/nginx.log`;
  await writeFile(log, "");
  await writeFile(`${FOLDER}/run/nginx.pid`, "");
  for (const path of [`${FOLDER}/run`, `${FOLDER}/run/nginx.pid`, log]) await chown(path, NGINX_UID, NGINX_UID);
  startDaemon(inNetns(EGRESS_GATEWAY.netns, ["sh", "-c", containerScript()]), log);
  const pid = await waitFor(
    "nginx",
    async () => {
      const written = (await readFile(`${FOLDER}/run/nginx.pid`, "utf8")).trim();
      const { code } = await runToEnd(["kill", "-0", written || "none"]);
      if (code !== 0) throw new Error(await readFile(log, "utf8"));
      return written;
    },
    { seconds: 20 },
  );
  return async () => {
    await run(["kill", "-TERM", pid]);
    await waitFor("nginx's end", async () => ((await runToEnd(["kill", "-0", pid])).code !== 0 ? true : undefined));
  };
}

/** `ip netns exec` has given us a mount namespace of our own, so that no mount is seen outside. */
function containerScript(): string {
  const user = `--reuid=${NGINX_UID} --regid=${NGINX_UID} --clear-groups --bounding-set=-all --no-new-privs`;
  return [
    "set -e",
    "mount --make-rprivate /",
    "mount -t tmpfs tmpfs /run",
    `mkdir -p ${RUN_DIR}`,
    `mount --bind ${FOLDER}/run ${RUN_DIR}`,
    `mount --bind ${FOLDER}/conf ${CONF_MOUNT_PATH}`,
    `mount -o remount,bind,ro ${CONF_MOUNT_PATH}`,
    "mount -o remount,bind,ro /",
    `exec setpriv ${user} ${NGINX_COMMAND.map((word) => `'${word}'`).join(" ")}`,
  ].join("\n");
}
