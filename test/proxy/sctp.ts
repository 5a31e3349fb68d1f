/** A packet with one chunk, as RFC 9260 lays it out. */
export interface SctpPacket {
  readonly from: number;
  readonly to: number;
  readonly verificationTag: number;
  readonly chunk: 'INIT' | 'INIT ACK';
}

const CHUNK_TYPES = { INIT: 1, 'INIT ACK': 2 } as const;
const INITIATE_TAG = 0x0a0b0c0d;

// CRC32c, reflected.
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The packet without its IP header. An INIT ACK has the state cookie that it must have. */
export function encodeSctp({ from, to, verificationTag, chunk }: SctpPacket): Buffer {
  const cookie = chunk === 'INIT ACK' ? Buffer.from([0, 7, 0, 8, 1, 2, 3, 4]) : Buffer.alloc(0);
  const header = Buffer.alloc(12 + 20);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt32BE(verificationTag, 4);
  header.writeUInt8(CHUNK_TYPES[chunk], 12);
  header.writeUInt16BE(20 + cookie.length, 14);
  header.writeUInt32BE(INITIATE_TAG, 16);
  header.writeUInt32BE(65_536, 20);
  header.writeUInt16BE(1, 24);
  header.writeUInt16BE(1, 26);
  header.writeUInt32BE(1, 28);
  const packet = Buffer.concat([header, cookie]);
  packet.writeUInt32LE(checksum(packet), 8);
  return packet;
}

/** A packet as fields; undefined if its checksum is wrong or it has another first chunk. */
export function decodeSctp(packet: Buffer): (SctpPacket & { readonly initiateTag: number }) | undefined {
  const [type] = packet.subarray(12);
  const chunk = (['INIT', 'INIT ACK'] as const).find((name) => CHUNK_TYPES[name] === type);
  const blank = Buffer.from(packet);
  blank.writeUInt32LE(0, 8);
  if (chunk === undefined || checksum(blank) !== packet.readUInt32LE(8)) return undefined;
  const [from, to] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
  return { from, to, verificationTag: packet.readUInt32BE(4), chunk, initiateTag: packet.readUInt32BE(16) };
}
