// The internet of the test mesh: a DNS server and the origins. Arguments: folder with key and certificate, JSON of names, origins and
// the address of the DNS server. Plain JavaScript, because it runs by itself inside a network namespace.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createTcp } from "node:net";
import { createServer as createTls } from "node:tls";

const [folder, json] = process.argv.slice(2);
const { names, origins, dns } = JSON.parse(json);
const PORTS = [80, 443, 8080, 8443];
const TLS_HANDSHAKE = 0x16;

/** What is known of a connection, by its innermost stream. */
const facts = new WeakMap();
const certificate = { key: readFileSync(`${folder}/origin.key`), cert: readFileSync(`${folder}/origin.crt`) };
const http = createHttp((request, response) => {
  const body = `${JSON.stringify({ ...facts.get(request.socket), host: request.headers.host })}\n`;
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
  stream.on("error", () => {});
  stream.once("data", (first) => {
    stream.pause();
    stream.unshift(first);
    if (first[0] === TLS_HANDSHAKE) {
      const inside = (inner) =>
        answer(inner, { ...known, tls: true, layers: known.layers + 1, sni: inner.servername || null });
      createTls(certificate, inside)
        .on("tlsClientError", () => {})
        .emit("connection", stream);
    } else if (/^[A-Z]+ /.test(first.toString("latin1"))) http.emit("connection", stream);
    else stream.end(`${JSON.stringify(known)}\n`);
    process.nextTick(() => stream.resume());
  });
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
  const addresses = names[labels.join(".").toLowerCase()];
  const records = type === 1 && addresses ? addresses.map(record) : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(addresses ? 0x8580 : 0x8583, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records]);
}

function record(address) {
  // A pointer to the question's name, A, IN, a TTL of 5 s, four bytes.
  return Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split(".").map(Number)]);
}
