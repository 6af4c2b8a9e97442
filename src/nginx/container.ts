/**
 * What a Pod has to know to run the SNI proxy. The conf and these values belong together.
 */

/**
 * 1.30.7 is the floor. Older ones have holes in the very parts that an SNI proxy uses: regex captures in `map` (CVE-2026-42533,
 * CVE-2026-93479), `ssl_preread` (CVE-2026-123640) and the resolver (CVE-2026-123634).
 */
export const NGINX_IMAGE = "nginx:1.30.7";

/** The first release of each line that has none of these holes. */
export const NGINX_FIXED_IN: readonly string[] = ["1.30.7", "1.31.9"];

/** The `nginx` user of the official image. Any other uid works as well. */
export const NGINX_UID = 101;

/**
 * The only folder that is written to, with a read-only root: an emptyDir. It holds the pid file. A conf with nothing but a stream
 * block makes no temporary files: it has no request bodies to keep.
 */
export const RUN_DIR = "/var/run/sni-proxy";

/**
 * Where the ConfigMap is mounted, over the image's own folder, as in Istio's example. Not with `subPath`: an update of the
 * ConfigMap would never arrive. What the mount hides (mime.types and the like) only a web server needs.
 */
export const CONF_MOUNT_PATH = "/etc/nginx";

/** The key of the ConfigMap. */
export const CONF_KEY = "nginx.conf";

export const CONF_PATH = `${CONF_MOUNT_PATH}/${CONF_KEY}`;

/** First port of the listeners on loopback. Not 8443: the gateway's own listener is there. */
export const LISTEN_ADDRESS = "127.0.0.1";
export const LISTEN_BASE_PORT = 18443;

/** Debian and Ubuntu keep the stream module in a package of its own, libnginx-mod-stream. */
export const DEBIAN_STREAM_MODULE = "modules/ngx_stream_module.so";

/** `-e stderr`: before nginx has read the conf it would open the log in /var/log/nginx, which a read-only root refuses. */
export const NGINX_COMMAND: readonly string[] = ["nginx", "-e", "stderr", "-c", CONF_PATH, "-g", "daemon off;"];

/** Seconds that the Pod still accepts connections after it was told to go: the gateway beside it drains for about as long. */
export const DRAIN_DELAY_SECONDS = 5;

/** Seconds until Kubernetes kills what is left: the delay, the `worker_shutdown_timeout` of 45, and some room. */
export const TERMINATION_GRACE_SECONDS = 60;

/**
 * The preStop hook. nginx drains on SIGQUIT and drops every connection on SIGTERM. The official image asks for SIGQUIT
 * (STOPSIGNAL), other images send SIGTERM: so the hook itself says `quit`, and waits until the last connection is done and
 * nginx has taken its pid file away.
 *
 * @param pidFile As in the conf.
 * @param delaySeconds See DRAIN_DELAY_SECONDS.
 */
export function preStopCommand(
  confPath: string = CONF_PATH,
  pidFile: string = `${RUN_DIR}/nginx.pid`,
  delaySeconds: number = DRAIN_DELAY_SECONDS,
): readonly string[] {
  const quit = `nginx -e stderr -c '${confPath}' -s quit`;
  const script = `sleep ${delaySeconds}; ${quit}; while [ -s '${pidFile}' ]; do sleep 1; done`;
  return ["/bin/sh", "-c", script];
}
