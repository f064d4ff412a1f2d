/** Bits, least significant first, as Vorbis packs them. */
class BitWriter {
  readonly #bits: number[] = [];

  put(bits: number, ...values: number[]): this {
    for (const value of values) for (let bit = 0; bit < bits; bit++) this.#bits.push(Math.floor(value / 2 ** bit) % 2);
    return this;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, at) => {
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7));
    });
    return bytes;
  }
}

const vorbis = [...Buffer.from('vorbis')];
const blockSamples = 256;

/**
 * An Ogg Vorbis file of silence at 8000 Hz, written from the Vorbis I specification with the least that it allows: one
 * codebook, one floor, one residue, one mapping and one mode.
 */
export function vorbisFile(packets: number): Uint8Array {
  const identification = new BitWriter()
    .put(8, 1, ...vorbis)
    .put(32, 0)
    .put(8, 1)
    .put(32, 8000, 0, 0, 0);
  identification.put(4, 8, 8).put(1, 1);
  const comments = new BitWriter()
    .put(8, 3, ...vorbis)
    .put(32, 0, 0)
    .put(8, 1);
  const setup = new BitWriter().put(8, 5, ...vorbis).put(8, 0);
  setup.put(24, 0x564342).put(16, 1).put(24, 2).put(1, 0, 0).put(5, 0, 0).put(4, 0); // a codebook of two words
  setup.put(6, 0).put(16, 0); // time
  setup.put(6, 0).put(16, 1).put(5, 0).put(2, 0).put(4, 7); // floor 1 without partitions
  setup.put(6, 0).put(16, 0).put(24, 0, 128, 15).put(6, 0).put(8, 0).put(3, 0).put(1, 0); // residue 0
  setup.put(6, 0).put(16, 0).put(1, 0, 0).put(2, 0).put(8, 0, 0, 0); // mapping
  setup.put(6, 0).put(1, 0).put(16, 0, 0).put(8, 0).put(1, 1); // mode, and the end of the header
  const silence = Array.from({ length: packets }, () => Uint8Array.of(0));
  const samples = ((packets - 1) * blockSamples) / 2;
  return Buffer.concat([
    page({ kind: 2, granule: 0, sequence: 0 }, [identification.bytes()]),
    page({ kind: 0, granule: 0, sequence: 1 }, [comments.bytes(), setup.bytes()]),
    page({ kind: 4, granule: samples, sequence: 2 }, silence),
  ]);
}

/** A page (RFC 3533 section 6) of packets below 255 bytes. */
function page(head: { kind: number; granule: number; sequence: number }, packets: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(27), Buffer.from(packets.map(({ length }) => length)), ...packets]);
  bytes.write('OggS');
  bytes[5] = head.kind;
  bytes.writeBigInt64LE(BigInt(head.granule), 6);
  bytes.writeUInt32LE(7, 14);
  bytes.writeUInt32LE(head.sequence, 18);
  bytes[26] = packets.length;
  bytes.writeUInt32LE(checksum(bytes), 22);
  return bytes;
}

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c1_1db7 : 0);
  }
  return sum >>> 0;
}
