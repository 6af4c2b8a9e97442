// Stays in a client's network namespace and makes load there: one job per line of stdin, one result per line of stdout.
// Plain JavaScript, because it runs by itself. It does as little as it can per connection, since its own time is in every number:
// TLS on a bare socket, HTTP read by hand, no name looked up. Every answer is checked all the same.
import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls, createSecureContext } from "node:tls";

const [caFile] = process.argv.slice(2);
const secureContext = createSecureContext({ ca: readFileSync(caFile) });
const TIMEOUT_MILLISECONDS = 10_000;
const KINDS = { connections, requests, download, hold, release };
let held = [];

createInterface({ input: process.stdin }).on("line", async (line) => {
  const job = JSON.parse(line);
  const result = await KINDS[job.kind](job).catch((error) => ({ error: reasonOf(error) }));
  process.stdout.write(`${JSON.stringify({ id: job.id, ...result })}\n`);
});

/** New connections, each for one request, by so many loops at a time, for some time or up to a number. */
async function connections(job) {
  return repeat(job, async () => {
    const stream = await open(job);
    try {
      checkOrigin(await ask(stream, "/", "close"), job);
    } finally {
      stream.destroy();
    }
  });
}

/** Requests one after the other over one connection. */
async function requests(job) {
  const stream = await open(job);
  try {
    return await repeat(job, async () => checkOrigin(await ask(stream, "/", "keep-alive"), job));
  } finally {
    stream.destroy();
  }
}

/** One download of so many bytes. The clock starts when the connection is up. */
async function download(job) {
  const stream = await open(job);
  try {
    const begin = performance.now();
    const { bytes, origin } = await count(stream, `/bytes/${job.bytes}`);
    const seconds = (performance.now() - begin) / 1000;
    if (origin !== job.origin) throw new Error(`the origin was ${origin}`);
    if (bytes !== job.bytes) throw new Error(`${bytes} bytes in place of ${job.bytes}`);
    return { seconds };
  } finally {
    stream.destroy();
  }
}

/** Opens so many connections, asks once over each, and keeps them open until `release`. */
async function hold(job) {
  return repeat(job, async () => {
    const stream = await open(job);
    held.push(stream);
    stream.on("error", () => {});
    checkOrigin(await ask(stream, "/", "keep-alive"), job);
    stream.setTimeout(0);
  });
}

async function release() {
  for (const stream of held) stream.destroy();
  held = [];
  return {};
}

/** @returns the milliseconds of each success, the reasons of the failures, and the seconds that all took. */
async function repeat({ concurrency = 1, seconds = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY }, act) {
  const milliseconds = [];
  const failures = {};
  let started = 0;
  const begin = performance.now();
  const loop = async () => {
    while (started < times && performance.now() - begin < seconds * 1000) {
      started += 1;
      const start = performance.now();
      try {
        await act();
        milliseconds.push(performance.now() - start);
      } catch (error) {
        const reason = reasonOf(error);
        failures[reason] = (failures[reason] ?? 0) + 1;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return { milliseconds, failures, seconds: (performance.now() - begin) / 1000 };
}

function open({ address, port, host }) {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port });
    socket.setNoDelay(true);
    const stream = connectTls({ socket, secureContext, servername: host });
    stream.setTimeout(TIMEOUT_MILLISECONDS, () => stream.destroy(new Error("timeout")));
    stream.once("secureConnect", () => {
      stream.off("error", reject);
      resolve(stream);
    });
    stream.once("error", reject);
    stream.once("close", () => reject(new Error("closed")));
  });
}

/** One request; the answer is complete when as many bytes are there as its header says. */
function ask(stream, path, connection) {
  return new Promise((resolve, reject) => {
    let text = "";
    const onData = (part) => {
      text += part.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/^content-length: (\d+)\r$/im.exec(text)?.[1]);
      if (text.length < end + 4 + length) return;
      finish(() => resolve(JSON.parse(text.slice(end + 4))));
    };
    const onError = (error) => finish(() => reject(error));
    const onClose = () => finish(() => reject(new Error("closed")));
    const finish = (act) => {
      stream.off("data", onData).off("error", onError).off("close", onClose);
      act();
    };
    stream.on("data", onData).on("error", onError).on("close", onClose);
    stream.write(`GET ${path} HTTP/1.1\r\nHost: ${stream.servername}\r\nConnection: ${connection}\r\n\r\n`);
  });
}

function count(stream, path) {
  return new Promise((resolve, reject) => {
    let head;
    let bytes = 0;
    stream.on("data", (part) => {
      let body = part;
      if (head === undefined) {
        const end = part.indexOf("\r\n\r\n");
        if (end < 0) return reject(new Error("no head in the first bytes"));
        head = part.toString("latin1", 0, end);
        body = part.subarray(end + 4);
      }
      bytes += body.length;
    });
    stream.once("error", reject);
    stream.once("close", () => resolve({ bytes, origin: /^x-origin: (.*)$/im.exec(head ?? "")?.[1] }));
    stream.write(`GET ${path} HTTP/1.1\r\nHost: ${stream.servername}\r\nConnection: close\r\n\r\n`);
  });
}

function checkOrigin({ origin, sni }, job) {
  if (origin !== job.origin) throw new Error(`the origin was ${origin}`);
  if (sni !== job.host) throw new Error(`the SNI was ${sni}`);
}

function reasonOf(error) {
  return error.code ?? error.message;
}
