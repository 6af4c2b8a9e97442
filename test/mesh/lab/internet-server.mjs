// The internet of the test mesh: a DNS server and the origins. Arguments: folder with key and certificate, JSON of names, origins and
// the address of the DNS server. Plain JavaScript, because it runs by itself inside a network namespace.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createTcp } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

const [folder, json] = process.argv.slice(2);
const { names, origins, dns } = JSON.parse(json);
const PORTS = [80, 443, 8080, 8443];
const TLS_HANDSHAKE = 0x16;
const BLOCK = Buffer.alloc(65_536, "wildegress ");
const failing = new Map();

/** What is known of a connection, by its innermost stream. */
const facts = new WeakMap();
const certificate = createSecureContext({
  key: readFileSync(`${folder}/origin.key`),
  cert: readFileSync(`${folder}/origin.crt`),
});
/** Who keeps a connection open has it for as long: Node's own 5 s end it in the middle of a measurement. */
const http = createHttp({ keepAliveTimeout: 120_000 }, (request, response) => {
  const known = facts.get(request.socket);
  // `/no-dns/NAME/SECONDS`: for so long, the DNS server fails when it is asked for the name.
  const [, unknown, seconds] = /^\/no-dns\/([^/]+)\/(\d+)$/.exec(request.url) ?? [];
  if (unknown) failing.set(unknown, Date.now() + 1000 * Number(seconds));
  const bytes = /^\/bytes\/(\d+)$/.exec(request.url)?.[1];
  if (bytes) return sendBytes(Number(bytes), known.origin, response);
  const body = `${JSON.stringify({ ...known, host: request.headers.host })}\n`;
  // `/stream` sends a line every 100 ms until the client goes: what an open connection looks like.
  if (request.url !== "/stream") return response.end(body);
  const timer = setInterval(() => response.write(body), 100);
  response.on("close", () => clearInterval(timer));
});

for (const [origin, address] of Object.entries(origins)) {
  for (const port of PORTS) {
    const greet = (socket) =>
      answer(socket, {
        ...{ origin, port, peer: `${socket.remoteAddress}:${socket.remotePort}` },
        ...{ tls: false, layers: 0, sni: null },
      });
    createTcp(greet).listen(port, address);
  }
}

/**
 * An origin answers on each port whoever speaks first, in TLS, HTTP or anything else, and looks into TLS again: so a connection that
 * arrives is told from one that does not, whatever a proxy has put around it.
 */
function answer(stream, known) {
  facts.set(stream, known);
  stream.on("error", () => stream.destroy());
  stream.once("data", (first) => {
    stream.pause();
    stream.unshift(first);
    if (first[0] === TLS_HANDSHAKE) endTls(stream, known);
    else if (/^[A-Z]+ /.test(first.toString("latin1", 0, 16))) http.emit("connection", stream);
    else stream.end(`${JSON.stringify(known)}\n`);
    process.nextTick(() => stream.resume());
  });
}

function endTls(stream, known) {
  let sni = null;
  const named = (name, done) => {
    sni = name;
    done(null, certificate);
  };
  const inner = new TLSSocket(stream, { isServer: true, secureContext: certificate, SNICallback: named });
  inner.on("error", () => stream.destroy());
  inner.once("secure", () => answer(inner, { ...known, tls: true, layers: known.layers + 1, sni }));
}

/** A download of so many bytes, as fast as the client takes them. */
function sendBytes(bytes, origin, response) {
  response.writeHead(200, { "content-length": bytes, "x-origin": origin });
  let left = bytes;
  const send = () => {
    while (left > 0) {
      const part = left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK;
      left -= part.length;
      if (!response.write(part)) return response.once("drain", send);
    }
    response.end();
  };
  send();
}

const server = createSocket("udp4");
server.on("message", (query, from) => server.send(answerTo(query), from.port, from.address));
server.bind(53, dns, () => process.stdout.write("ready\n"));

/** Answers one question of type A; NODATA for the other types of a name that exists, NXDOMAIN for a name that does not. */
function answerTo(query) {
  let end = 12;
  const labels = [];
  while (query[end] !== 0) {
    labels.push(query.toString("latin1", end + 1, end + 1 + query[end]));
    end += query[end] + 1;
  }
  const type = query.readUInt16BE(end + 1);
  const question = query.subarray(12, end + 5);
  const name = labels.join(".").toLowerCase();
  // `cold-17.wikipedia.org` is `cold.wikipedia.org`, with a name that nobody has asked for before.
  const addresses = names[name] ?? names[name.replace(/-\d+\./, ".")];
  const records = type === 1 && addresses ? addresses.map(record) : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(1, 4);
  if (Date.now() < failing.get(name)) {
    header.writeUInt16BE(0x8582, 2);
    return Buffer.concat([header, question]);
  }
  header.writeUInt16BE(addresses ? 0x8580 : 0x8583, 2);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records]);
}

function record(address) {
  // A pointer to the question's name, A, IN, a TTL of 5 s, four bytes.
  return Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split(".").map(Number)]);
}
