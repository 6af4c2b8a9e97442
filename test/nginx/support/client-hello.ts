/** How a ClientHello departs from an ordinary one. Names are bytes: a lying client is not bound to ASCII. */
export interface HelloOptions {
  /** One server_name extension for each list, with these names in it. */
  readonly serverNames?: readonly (readonly ServerName[])[];
  /** Pads the handshake message to this many bytes. */
  readonly handshakeBytes?: number;
  /** The handshake message in records of at most this many bytes. */
  readonly recordBytes?: number;
  /** Leaves the block of extensions out. */
  readonly noExtensions?: boolean;
}

export interface ServerName {
  readonly name: Buffer;
  /** 0 is host_name, the only one there is. */
  readonly type?: number;
}

const LARGEST_RECORD = 16384;

/** The bytes of a ClientHello in the records that carry it (RFC 8446, 4.1.2 and 5.1; server_name is RFC 6066, 3). */
export function clientHello(options: HelloOptions): Buffer {
  const names = (options.serverNames ?? []).map(serverNameExtension);
  const bare = handshake([...names, ALPN], options.noExtensions === true);
  const missing = (options.handshakeBytes ?? 0) - bare.length;
  const message = missing > 4 ? handshake([...names, ALPN, extension(21, Buffer.alloc(missing - 4))], false) : bare;
  return records(message, options.recordBytes ?? LARGEST_RECORD);
}

/** An ordinary ClientHello with one name. */
export function helloFor(name: string | Buffer): Buffer {
  return clientHello({ serverNames: [[{ name: Buffer.from(name) }]] });
}

function handshake(extensions: readonly Buffer[], noExtensions: boolean): Buffer {
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    Buffer.alloc(32, 7),
    Buffer.from([0]),
    vector(2, Buffer.from([0x13, 0x01, 0xc0, 0x2f])),
    vector(1, Buffer.from([0])),
    ...(noExtensions ? [] : [vector(2, Buffer.concat(extensions))]),
  ]);
  return Buffer.concat([Buffer.from([1]), vector(3, body)]);
}

const ALPN = extension(16, vector(2, vector(1, Buffer.from("h2"))));

function serverNameExtension(names: readonly ServerName[]): Buffer {
  const list = names.map(({ name, type = 0 }) => Buffer.concat([Buffer.from([type]), vector(2, name)]));
  return extension(0, vector(2, Buffer.concat(list)));
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 255]), vector(2, data)]);
}

/** Bytes with their length in front. */
function vector(lengthBytes: number, data: Buffer): Buffer {
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(data.length, 0, lengthBytes);
  return Buffer.concat([length, data]);
}

function records(message: Buffer, largest: number): Buffer {
  const parts: Buffer[] = [];
  for (let from = 0; from < message.length; from += largest) {
    parts.push(Buffer.from([22, 3, 1]), vector(2, message.subarray(from, from + largest)));
  }
  return Buffer.concat(parts);
}
