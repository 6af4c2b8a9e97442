import { copyFile, readFile, writeFile } from "node:fs/promises";
import { inNetns, run, startDaemon } from "./command.ts";
import { inRunFolder } from "./run-folder.ts";
import { sourceFile } from "./source-file.ts";
import { CERTIFICATE_NAMES, DNS_ADDRESS, INTERNET, NAMES, ORIGINS } from "./topology.ts";
import { waitFor } from "./wait.ts";

/** The certificate authority that the origins' certificate comes from. */
export const INTERNET_CA = inRunFolder("internet-ca.crt");

export async function makeCertificates(): Promise<void> {
  const openssl = (command: string) => run(["openssl", ...command.split(" ")], { cwd: inRunFolder() });
  await openssl(
    "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=internet-ca -keyout internet-ca.key -out internet-ca.crt",
  );
  // As most sites have it, and cheap: the origins' own work is in every number of `npm run mesh cost`.
  await openssl(
    "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=origin -keyout origin.key -out origin.csr",
  );
  await writeFile(
    inRunFolder("san.cnf"),
    `subjectAltName=${CERTIFICATE_NAMES.map((name) => `DNS:${name}`).join(",")}\n`,
  );
  await openssl(
    "x509 -req -in origin.csr -CA internet-ca.crt -CAkey internet-ca.key -CAcreateserial -days 30 -out origin.crt -extfile san.cnf",
  );
}

/** Starts DNS and origins, and waits until both answer. */
export async function internetUp(): Promise<void> {
  const script = inRunFolder("internet-server.mjs");
  await copyFile(sourceFile("lab/internet-server.mjs"), script);
  const world = JSON.stringify({ names: NAMES, origins: ORIGINS, dns: DNS_ADDRESS });
  const log = inRunFolder("internet.log");
  startDaemon(inNetns(INTERNET.netns, [process.execPath, script, inRunFolder(), world]), log);
  await waitFor("the internet's DNS server", async () => (await readFile(log, "utf8")).includes("ready") || undefined);
}
