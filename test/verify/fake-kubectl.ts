import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * A folder with a `kubectl` for PATH: a shell script that shows a mesh with one source and one gateway. Only names below wikipedia.org get out.
 * What it was asked is in the file `calls`; a file `slow` makes `kubectl wait` hang, `leaky` lets every name out, `stuck` keeps the counter still.
 */
export class FakeKubectl {
  readonly folder = mkdtempSync(join(tmpdir(), "wildegress-verify-"));

  constructor() {
    writeFileSync(join(this.folder, "count"), "5");
    writeFileSync(join(this.folder, "calls"), "");
    writeFileSync(join(this.folder, "kubectl"), SCRIPT.replaceAll("FOLDER", this.folder));
    chmodSync(join(this.folder, "kubectl"), 0o755);
  }

  get path(): string {
    return `${this.folder}${delimiter}${process.env.PATH ?? ""}`;
  }

  set(state: "slow" | "leaky" | "stuck"): void {
    writeFileSync(join(this.folder, state), "");
  }

  calls(): string[] {
    return readFileSync(join(this.folder, "calls"), "utf8").split("\n");
  }
}

const SCRIPT = `#!/bin/sh
cd FOLDER || exit 9
echo "$*" >> calls
case "$*" in
  'config view'*) printf shop ;;
  *clusters)
    c='outbound|21344||wikipedia.sni-proxy.wildegress.internal'
    echo "$c::default_priority::max_connections::1024"
    echo "$c::127.0.0.1:21344::cx_active::0"
    echo "$c::127.0.0.1:21344::cx_total::$(cat count)"
    ;;
  *' curl '*)
    case "$*" in *.wikipedia.org/*) reached=yes ;; *) reached=no ;; esac
    [ -e leaky ] && reached=yes
    if [ $reached = no ]; then
      printf 'wildegress-verify:000:0.000000:0.1:'
      echo 'curl: (35) Recv failure: Connection reset by peer' >&2
      echo 'command terminated with exit code 35' >&2
      exit 35
    fi
    [ -e stuck ] || echo $(($(cat count) + 1)) > count
    echo '127.0.0.1 [01/Mar/2026:10:00:00 +0000] TCP [www.wikipedia.org]200 79001 844 0.121' >> log
    printf 'HTTP/2 200 \\r\\n\\r\\n<title>Wikipedia</title>wildegress-verify:200:0.120000:0.1:'
    ;;
  'get pods -n istio-system'*) echo egw-1 ;;
  'get pods'*) echo 'sleep-1 sleep,istio-proxy,' ;;
  logs*sni-proxy*) cat log ;;
  logs*) echo '[2026-03-01T10:00:00.000Z] "- - -" 0 - - - "-" 844 79001 121 - outbound|21344||wikipedia.sni-proxy.wildegress.internal wikipedia.wildegress.internal -' ;;
  create*)
    cat > manifest
    case "$*" in *'-o name') echo pod/wildegress-verify-x7k2p ;; *) echo created ;; esac
    ;;
  wait*) if [ -e slow ]; then echo waiting > waiting; exec sleep 30; fi ;;
  'get pod '*) echo curl,istio-proxy, ;;
  'delete pod'*) : ;;
  *) echo "error: $*" >&2; exit 1 ;;
esac
`;
