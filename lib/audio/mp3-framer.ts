import {
  headerBytes,
  type Mp3Header,
  type Mp3Tag,
  mostFrameBytes,
  mp3Header,
  mp3Tag,
  sameStream,
} from './mp3-frame.js';

/** A frame of an MP3 file, or the tag that stands in its place. */
export interface Mp3Frame {
  readonly header: Mp3Header;
  /** Valid until the next `push`. */
  readonly bytes: Uint8Array;
  readonly tag: Mp3Tag | undefined;
}

/** Enough to see a frame, and the header that confirms it. */
const neededBytes = mostFrameBytes + headerBytes;
/** What may stand before the first frame, beside tags. */
const mostLeadingBytes = 1 << 16;

const id3Bytes = 10;
const id3v1Bytes = 128;
const apeBytes = 32;

/**
 * Cuts an MP3 stream into its frames. ID3 and APE tags are passed over; where frames do not follow one another, it goes on
 * at the next one that a second confirms.
 */
export class Mp3Framer {
  #bytes = new Uint8Array(0);
  #ended = false;
  #skip = 0;
  #stream: Mp3Header | undefined;
  #synced = false;
  #strange: 'nothing' | 'zeros' | 'junk' = 'nothing';
  #strangeBytes = 0;
  #damagedParts = 0;
  #truncated = false;

  get damagedParts(): number {
    return this.#damagedParts;
  }

  /** The stream has ended in mid-frame. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** Whether so much stands before the first frame that none is expected any more. */
  get hopeless(): boolean {
    return this.#stream === undefined && this.#strangeBytes > mostLeadingBytes;
  }

  push(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
  }

  end(): void {
    this.#ended = true;
  }

  /** The next frame; undefined asks for more bytes or, after `end`, says that there are no more. */
  next(): Mp3Frame | undefined {
    for (;;) {
      this.#pass();
      const rest = this.#bytes;
      if (this.#skip > 0 || rest.length === 0 || (rest.length < neededBytes && !this.#ended)) return this.#stop();
      const tagBytes = tagLength(rest);
      const header = mp3Header(rest, 0);
      if (tagBytes > 0 && (this.#synced || this.#stream === undefined)) this.#skip = tagBytes;
      else if (!header || !this.#isFrame(header)) this.#passStrange();
      else if (header.bytes > rest.length) return this.#stop(true);
      else return this.#take(header);
    }
  }

  #isFrame(header: Mp3Header): boolean {
    if (this.#stream !== undefined && !sameStream(this.#stream, header)) return false;
    if (this.#synced) return true;
    const following = mp3Header(this.#bytes, header.bytes);
    if (following !== undefined) return sameStream(header, following);
    return this.#ended && header.bytes === this.#bytes.length;
  }

  #take(header: Mp3Header): Mp3Frame {
    if (this.#strange === 'junk' || (this.#strange === 'zeros' && this.#stream !== undefined)) this.#damagedParts++;
    this.#strange = 'nothing';
    [this.#stream, this.#synced, this.#skip] = [header, true, header.bytes];
    const bytes = this.#bytes.subarray(0, header.bytes);
    return { header, bytes, tag: mp3Tag(bytes, header) };
  }

  /** Steps over what is neither frame nor tag, up to the next byte that could begin one. */
  #passStrange(): void {
    this.#synced = false;
    const next = this.#bytes.indexOf(0xff, 1);
    this.#skip = next < 0 ? this.#bytes.length : next;
    this.#strangeBytes += this.#skip;
    const zeros = this.#bytes.subarray(0, this.#skip).every((byte) => byte === 0);
    if (!zeros) this.#strange = 'junk';
    else if (this.#strange === 'nothing') this.#strange = 'zeros';
  }

  #pass(): void {
    const passed = Math.min(this.#skip, this.#bytes.length);
    this.#bytes = this.#bytes.subarray(passed);
    this.#skip -= passed;
  }

  #stop(inFrame = false): undefined {
    if (!this.#ended) return undefined;
    if (inFrame || this.#skip > 0) this.#truncated = true;
    else if (this.#strange === 'junk') this.#damagedParts++;
    [this.#bytes, this.#skip, this.#strange] = [new Uint8Array(0), 0, 'nothing'];
    return undefined;
  }
}

/** Length of the tag that `bytes` begin with: ID3v2, ID3v1 or APE, whose sizes leave out their own header; or 0. */
function tagLength(bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = view.toString('latin1', 0, 8);
  if (isId3(view)) {
    const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | (view[at] ?? 0), 0);
    return id3Bytes + size + ((view[5] ?? 0) & 0x10 ? id3Bytes : 0); // the flag announces a footer
  }
  if (text === 'APETAGEX' && view.length >= apeBytes) return apeBytes + view.readUInt32LE(12);
  return text.startsWith('TAG') ? id3v1Bytes : 0;
}

/** Whether `bytes` begin with an ID3v2 tag, which often stands before MP3. */
export function isId3(bytes: Uint8Array): boolean {
  const [i, d, three, major = 255, minor = 255, , ...size] = bytes.subarray(0, id3Bytes);
  if (i !== 0x49 || d !== 0x44 || three !== 0x33 || major === 255 || minor === 255) return false;
  return size.length === 4 && size.every((byte) => byte < 0x80);
}
