import { native } from '../native/index.js';
import { FileReaderUnit } from './file-unit.js';
import { makeNative } from './unit.js';

/**
 * Reads Ogg Vorbis (Vorbis I, libvorbis) as a stream: one to eight channels in Vorbis' order, and chained streams of the
 * first one's rate and channels.
 *
 * @example
 * using reader = new OggVorbisReader();
 * for (let at = 0; at < file.length; at += reader.push(file.subarray(at))) use(frame, reader.read(frame));
 */
export class OggVorbisReader extends FileReaderUnit {
  constructor() {
    super(
      'OggVorbisReader',
      makeNative('OggVorbisReader', () => new (native().OggVorbisReader)({})),
    );
  }

  /**
   * Begins anew.
   *
   * @throws OssicleError CLOSED.
   */
  configure(): void {
    this.reset();
  }
}
