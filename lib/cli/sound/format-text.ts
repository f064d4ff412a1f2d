import type { StreamFormat } from './block.js';

/** Names that people know containers and encodings by. */
const containerNames: Readonly<Record<string, string>> = {
  wav: 'WAV',
  flac: 'FLAC',
  'ogg-opus': 'Ogg Opus',
  'ogg-vorbis': 'Ogg Vorbis',
  mp3: 'MP3',
};
const encodingNames: Readonly<Record<string, string>> = {
  pcm8: '8-bit PCM',
  pcm16: '16-bit PCM',
  pcm24: '24-bit PCM',
  pcm32: '32-bit PCM',
  float32: '32-bit float',
  float64: '64-bit float',
  'mu-law': 'G.711 mu-law',
  'a-law': 'G.711 A-law',
  g722: 'G.722',
};

export interface NamedFormat {
  readonly container: string;
  readonly encoding: string;
  readonly format: StreamFormat;
}

/** E.g. "WAV, 16-bit PCM, 8000 Hz, mono". */
export function formatText({ container, encoding, format }: NamedFormat): string {
  const isOwn = container === encoding || container.startsWith('ogg-');
  const coding = isOwn ? [] : [encodingNames[encoding] ?? encoding];
  const file = container === 'raw' ? 'raw' : (containerNames[container] ?? container);
  return [file, ...coding, `${format.sampleRateHz} Hz`, channelsText(format.channels)].join(', ');
}

export function channelsText(channels: number): string {
  if (channels === 1) return 'mono';
  return channels === 2 ? 'stereo' : `${channels} channels`;
}

/** E.g. "54.7 kB". */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** step).toPrecision(3)} ${units[step - 1]}`;
}

/** What a channel is called among `channels`. */
export function channelName(channel: number, channels: number): string {
  if (channels === 1) return 'mono';
  return channels === 2 ? ['left', 'right'][channel]! : `channel ${channel + 1}`;
}
