import { OssicleError } from '../../core/index.js';
import type { Speech } from '../text-to-speech.js';

const formatPcm = 1;

/**
 * Reads the WAV stream a program writes to a pipe: its sizes are made up, as their writer could not know them, so
 * the samples are whatever follows the `data` header. Mono 16-bit PCM only.
 *
 * @throws OssicleError FORMAT_INVALID.
 */
export function parseWaveOutput(bytes: Uint8Array): Speech {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE') throw invalid('it does not begin with a RIFF header');
  let sampleRateHz = 0;
  for (let offset = 12; offset + 8 <= view.byteLength; ) {
    const size = view.getUint32(offset + 4, true);
    const body = offset + 8;
    const tag = tagAt(view, offset);
    if (tag === 'data') return { samples: samplesFrom(view, body, size), sampleRateHz: requireRate(sampleRateHz) };
    if (tag === 'fmt ') sampleRateHz = parseFormat(view, body, size);
    offset = body + size + (size % 2);
  }
  throw invalid('it has no data');
}

function parseFormat(view: DataView, body: number, size: number): number {
  if (size < 16 || body + 16 > view.byteLength) throw invalid('its format header is cut off');
  const isMono16 =
    view.getUint16(body, true) === formatPcm &&
    view.getUint16(body + 2, true) === 1 &&
    view.getUint16(body + 14, true) === 16;
  if (!isMono16) throw invalid('it is not mono 16-bit PCM');
  return view.getUint32(body + 4, true);
}

function samplesFrom(view: DataView, body: number, size: number): Int16Array {
  const count = Math.floor(Math.min(size, view.byteLength - body) / 2);
  const samples = new Int16Array(count);
  for (let index = 0; index < count; index++) samples[index] = view.getInt16(body + index * 2, true);
  return samples;
}

function requireRate(sampleRateHz: number): number {
  if (sampleRateHz >= 8000 && sampleRateHz <= 192_000) return sampleRateHz;
  throw invalid(`its sample rate is ${sampleRateHz} Hz`);
}

function tagAt(view: DataView, offset: number): string {
  if (offset + 4 > view.byteLength) return '';
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(offset + index)));
}

function invalid(why: string): OssicleError {
  return new OssicleError('FORMAT_INVALID', `The speech is no WAV stream we can read: ${why}.`);
}
