import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";

/** What the stub says of a name: its addresses, another name with addresses (CNAME), an error, or nothing at all. */
export type DnsAnswer =
  | readonly string[]
  | { readonly cname: string; readonly addresses: readonly string[] }
  | "nxdomain"
  | "servfail"
  | "silence";

export interface DnsStub {
  readonly port: number;
  /** Every name that was asked for, in the spelling of the question. */
  readonly asked: string[];
  close(): Promise<void>;
}

const A = 1;
const CNAME = 5;
const RESPONSE_CODES = { nxdomain: 3, servfail: 2 } as const;

/** A DNS server for A records on 127.0.0.1 (RFC 1035). Other types get an answer without records. */
export async function startDnsStub(answerFor: (name: string) => DnsAnswer): Promise<DnsStub> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query: Buffer, from: RemoteInfo) => {
    const question = readQuestion(query);
    asked.push(question.name);
    const answer = answerFor(question.name.toLowerCase());
    if (answer !== "silence") socket.send(response(query, question, answer), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

interface Question {
  readonly name: string;
  readonly type: number;
  /** Where the question ends in the packet. */
  readonly end: number;
}

function readQuestion(query: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function response(query: Buffer, question: Question, answer: Exclude<DnsAnswer, "silence">): Buffer {
  const records = typeof answer === "string" || question.type !== A ? [] : recordsOf(answer);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (typeof answer === "string" ? RESPONSE_CODES[answer] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, query.subarray(12, question.end), ...records]);
}

/** The name of the question stands at byte 12: `c0 0c` points there. */
const QUESTION_NAME = Buffer.from([0xc0, 0x0c]);

function recordsOf(answer: Exclude<DnsAnswer, string>): Buffer[] {
  if (!("cname" in answer)) return answer.map((address) => record(QUESTION_NAME, A, addressBytes(address)));
  const target = nameBytes(answer.cname);
  return [
    record(QUESTION_NAME, CNAME, target),
    ...answer.addresses.map((address) => record(target, A, addressBytes(address))),
  ];
}

function record(name: Buffer, type: number, data: Buffer): Buffer {
  const middle = Buffer.alloc(10);
  middle.writeUInt16BE(type, 0);
  middle.writeUInt16BE(1, 2);
  middle.writeUInt32BE(60, 4);
  middle.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, middle, data]);
}

function nameBytes(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}

function addressBytes(address: string): Buffer {
  return Buffer.from(address.split(".").map(Number));
}
