import { basename, dirname, resolve } from "node:path";
import { Option } from "commander";
import { printConf } from "../../nginx/print-conf.ts";
import { readNginxFlags } from "../../nginx/read-nginx-flags.ts";
import { sniProxyConf } from "../../nginx/sni-proxy-conf.ts";
import { ACCESS_LOG_FORMATS, IP_FAMILIES } from "../../nginx/sni-proxy-options.ts";
import { writeFiles } from "../../output/write-files.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { collect, once } from "../request-options.ts";

export const nginx: CliCommand = {
  configure(command, { io }, finish) {
    for (const option of OPTIONS) command.addOption(option());
    command.addHelpText("after", EXAMPLES).action(async (flags: Readonly<Record<string, unknown>>) => {
      const { options, notes } = await readNginxFlags(flags, io);
      const conf = printConf(sniProxyConf(options));
      await printDiagnostics(notes, io);
      if (typeof flags.out === "string") {
        const path = resolve(io.cwd, flags.out);
        await writeFiles(dirname(path), [{ name: basename(path), content: conf }]);
      } else {
        io.stdout.write(conf);
      }
      finish(EXIT.ok);
    });
  },
};

const list = (flag: string, value: string, help: string) => () =>
  new Option(`${flag} ${value}`, help).argParser(collect);
const text = (flag: string, value: string, help: string) => () =>
  new Option(`${flag} ${value}`, help).argParser(once(flag));
const toggle = (flag: string, help: string) => () => new Option(flag, help);
const word = (flag: string, value: string, choices: readonly string[], help: string) => () =>
  new Option(`${flag} ${value}`, help).choices([...choices]).argParser(once(flag, choices));

const OPTIONS: readonly (() => Option)[] = [
  list(
    "--domain",
    "<domain>",
    "what may pass: '*.wikipedia.org', .wikipedia.org or an exact host; repeatable, comma lists, @FILE, @-",
  ),
  list(
    "--port",
    "<port>",
    "TLS port to dial, such as 8443; repeatable, each with a listener of its own (default: 443)",
  ),
  text("--listen", "<address:port>", "where to listen; further ports follow this one (default: 127.0.0.1:18443)"),
  list("--resolver", "<address>", "DNS server, ADDRESS[:PORT]; repeatable (default: kube-dns of the cluster)"),
  word("--ip-family", "<family>", IP_FAMILIES, "addresses to connect to; ipv6 needs nginx 1.23.1 (default: ipv4)"),
  text("--mesh-domain", "<domain>", "DNS domain of the cluster (default: cluster.local)"),
  word("--access-log", "<format>", ACCESS_LOG_FORMATS, "the line of Istio's docs, JSON, or none (default: docs)"),
  text("--max-connections", "<n>", "connections at a time, for each listener (default: 1000)"),
  text("--preread-timeout", "<time>", "for the client to say which host it wants (default: 5s)"),
  text("--resolver-timeout", "<time>", "for DNS to answer (default: 5s)"),
  text("--connect-timeout", "<time>", "for the host to accept (default: 5s)"),
  text("--idle-timeout", "<time>", "without a byte in either direction (default: 1h)"),
  text("--shutdown-timeout", "<time>", "for open connections after SIGQUIT (default: 45s)"),
  text(
    "--run-dir",
    "<folder>",
    "folder of the pid file, which nginx must be able to write (default: /var/run/sni-proxy)",
  ),
  toggle("--debian", "load the stream module, which Debian and Ubuntu build apart"),
  toggle("--accept-broad", "take a wildcard on a public suffix, such as *.com"),
  toggle("--open", "let every name pass: an open proxy"),
  text("--out", "<file>", "write to a file instead of stdout"),
];

const EXAMPLES = `
Examples:
  $ wildegress nginx --domain '*.wikipedia.org' > sni-proxy.conf
  $ wildegress nginx --domain .wikipedia.org,www.example.org --port 443,8443 --access-log json
  $ wildegress nginx --domain @domains.txt --resolver 9.9.9.9 --debian --run-dir /run --out /etc/nginx/sni-proxy.conf
`;
