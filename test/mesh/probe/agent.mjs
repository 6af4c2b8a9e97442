// Stays in one network namespace, as one user, and does there what it is told: one job per line of stdin, one answer per line of stdout.
// Plain JavaScript, because it runs by itself. A job either fetches a URL (a proxy's admin page) or makes a request as a workload would.
import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTcp } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls } from "node:tls";

const [caFile] = process.argv.slice(2);
// An agent before may have used ports that the kernel still keeps.
let lastPort = Math.floor(Date.now() / 50);

createInterface({ input: process.stdin }).on("line", async (line) => {
  const job = JSON.parse(line);
  const answer = job.url ? await fetchText(job) : await request(job);
  process.stdout.write(`${JSON.stringify({ id: job.id, ...answer })}\n`);
});

async function fetchText({ url, method = "GET" }) {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(20_000) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { error: String(error.cause ?? error) };
  }
}

/** Resolves, connects, does TLS (twice for a tunnel) and asks. Answers how far it came. */
async function request(job) {
  const made = {};
  try {
    const answer = await ask(job, made);
    return { ...made, ...answer };
  } catch (error) {
    return { ...made, error: error.code ?? error.message };
  }
}

async function ask(job, made) {
  made.address = job.address ?? (await lookup(job.host, { family: 4 })).address;
  const deadline = AbortSignal.timeout(job.timeout);
  const tcp = connectTcp({ host: made.address, port: job.port, localPort: nextPort() });
  deadline.addEventListener("abort", () => tcp.destroy(new Error("timeout")));
  try {
    await event(tcp, "connect");
    made.local = `${tcp.localAddress}:${tcp.localPort}`;
    let stream = tcp;
    if (job.tunnel) {
      stream = connectTls({
        socket: stream,
        rejectUnauthorized: false,
        ALPNProtocols: ["istio"],
        ...outer(job.tunnel),
      });
      await event(stream, "secureConnect");
      made.tunnel = true;
    }
    if (job.hbone) {
      stream = await openHbone(stream, job.hbone);
      made.tunnel = true;
    }
    if (job.tls) {
      // The certificate must be the internet's; whether it is for this name is not the question when the client lies.
      const trust = { ca: readFileSync(caFile), checkServerIdentity: () => undefined };
      stream = connectTls({ socket: stream, ...trust, servername: job.sni });
      await event(stream, "secureConnect");
    }
    return await (job.raw ? bytes(stream) : http(stream, job));
  } finally {
    tcp.destroy();
  }
}

/**
 * A port for each request, which no other has. Left to the kernel, two requests to different addresses may share one; the redirection
 * to the sidecar then gives one of them another port, and its line in the access log could not be found.
 */
function nextPort() {
  lastPort += 1;
  const range = process.getuid() === 1337 ? 26_000 : 20_000;
  return range + (lastPort % 6000);
}

/** ztunnel's tunnel: CONNECT of HTTP/2 inside mutual TLS. */
async function openHbone(tcp, { authority, certificates }) {
  const tls = connectTls({ socket: tcp, rejectUnauthorized: false, ALPNProtocols: ["h2"], ...outer({ certificates }) });
  await event(tls, "secureConnect");
  const session = connectHttp2("https://waypoint", { createConnection: () => tls });
  // Whoever waits for the stream hears of it too.
  session.on("error", () => {});
  const stream = session.request({ ":method": "CONNECT", ":authority": authority });
  const status = await new Promise((resolve, reject) => {
    stream.once("response", (headers) => resolve(headers[":status"]));
    stream.once("error", reject);
    stream.once("close", () => reject(new Error("closed")));
  });
  if (status !== 200) throw new Error(`CONNECT answered ${status}`);
  return stream;
}

function outer({ sni, certificates }) {
  if (!certificates) return { servername: sni };
  const file = (name) => readFileSync(`${certificates}/${name}`);
  return { servername: sni, key: file("key.pem"), cert: file("cert-chain.pem") };
}

/** What is neither TLS nor HTTP. */
async function bytes(stream) {
  stream.write("hello\n");
  const text = await readToEnd(stream);
  if (!text) throw new Error("closed");
  return text.startsWith("{") ? { origin: JSON.parse(text) } : {};
}

async function http(stream, job) {
  // The proxies' logs say which request a line is about by `x-probe`.
  const name = job.probe === undefined ? "" : `X-Probe: ${job.probe}\r\n`;
  const head = `GET ${job.path ?? "/"} HTTP/1.1\r\nHost: ${job.hostHeader}\r\n${name}Connection: close\r\n\r\n`;
  stream.write(head);
  const text = await readToEnd(stream);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
  const body = /\{.*\}/.exec(text)?.[0];
  if (!status) throw new Error("closed");
  return body && status === 200 ? { status, origin: JSON.parse(body) } : { status };
}

function readToEnd(stream) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (part) => {
      text += part;
    });
    stream.on("end", () => resolve(text));
    stream.on("error", reject);
    stream.on("close", () => resolve(text));
  });
}

function event(emitter, name) {
  return new Promise((resolve, reject) => {
    emitter.once(name, resolve);
    emitter.once("error", reject);
    emitter.once("close", () => reject(new Error("closed")));
  });
}
