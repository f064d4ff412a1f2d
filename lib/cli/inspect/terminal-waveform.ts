import { narrowed } from './envelope.js';
import { momentText } from './figure-text.js';
import type { Inspection } from './inspection.js';

/** Colours `text` by an SGR code (ECMA-48), where there are colours. */
export type Paint = (code: string, text: string) => string;

export interface WaveformOptions {
  readonly columns: number;
  readonly colored: boolean;
  readonly paint: Paint;
}

const rows = 4;
const eighths = ' ▁▂▃▄▅▆▇█';
const indent = 2;
const leastDbov = -60;

/** The outline of a channel in block characters: peaks, with the RMS brighter inside, and the time below. */
export function waveformLines(inspection: Inspection, channel: number, options: WaveformOptions): string[] {
  const columns = Math.max(10, Math.min(160, options.columns) - 2 * indent);
  const { outline } = inspection.channels[channel]!;
  const shown = narrowed(outline, columns);
  const peaks = Array.from(shown.most, (most, bin) => Math.max(most, -shown.least[bin]!, 0));
  const highest = Math.max(...peaks, 1e-9);
  const steps = (value: number): number => Math.round((value / highest) * rows * 8);
  const cells = Array.from({ length: columns }, (_, column) => {
    const bin = Math.floor((column * peaks.length) / columns);
    return { peak: steps(peaks[bin]!), rms: steps(Math.sqrt(shown.meanSquare[bin]!)) };
  });
  const lines = Array.from({ length: rows }, (_, row) => {
    const below = (rows - 1 - row) * 8;
    return ' '.repeat(indent) + cells.map(({ peak, rms }) => cell(peak - below, rms - below, options)).join('');
  });
  return [
    ...markLine(inspection, channel, columns, options),
    ...lines,
    levelLine(inspection, channel, columns, options),
    ...speechLine(inspection, channel, columns, options),
    timeLine(inspection.seconds, columns, options),
  ];
}

/** What `levelLine` and `speechLine` show. */
export const legend = `below the waveform: level, ${leastDbov} to 0 dBov; ═ speech, ─ perhaps`;

/** The level of each moment, the loudest of a column, as the height of a character; nothing below -60 dBov. */
function levelLine(
  { channels, seconds }: Inspection,
  channel: number,
  columns: number,
  { paint }: WaveformOptions,
): string {
  const { stepSeconds, values } = channels[channel]!.levelDbov;
  const cells = columnsOf(seconds, columns, stepSeconds, values, Number.NEGATIVE_INFINITY).map((db) => {
    return eighths[Math.max(0, Math.min(8, Math.ceil(((db - leastDbov) / -leastDbov) * 8)))]!;
  });
  return ' '.repeat(indent) + paint('33', cells.join(''));
}

/** Where there is speech. */
function speechLine(
  { channels, seconds }: Inspection,
  channel: number,
  columns: number,
  { paint }: WaveformOptions,
): string[] {
  const { speech } = channels[channel]!;
  if (speech === undefined) return [];
  const { stepSeconds, values } = speech.probability;
  const likely = columnsOf(seconds, columns, stepSeconds, values, 0);
  const cells = likely.map((probability, column) => {
    const [from, to] = [(column * seconds) / columns, ((column + 1) * seconds) / columns];
    if (speech.stretches.some(({ fromSeconds, toSeconds }) => fromSeconds < to && toSeconds > from)) return '═';
    return probability >= 0.5 ? '─' : ' ';
  });
  return [' '.repeat(indent) + paint('32', cells.join(''))];
}

/** The greatest value in each of `columns`. */
function columnsOf(seconds: number, columns: number, step: number, values: Float32Array, none: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * seconds) / columns / step);
    const to = Math.max(from + 1, Math.ceil(((column + 1) * seconds) / columns / step));
    return values.subarray(from, to).reduce((most, value) => Math.max(most, value), none);
  });
}

/** One character: `peak` and `rms` in eighths of it, below 0 or above 8 when they end elsewhere. */
function cell(peak: number, rms: number, { colored, paint }: WaveformOptions): string {
  const height = Math.min(8, Math.max(0, peak));
  if (!colored) return eighths[height]!;
  if (height === 0) return ' ';
  if (rms >= 8) return paint('96', '█');
  if (rms <= 0) return paint('34', eighths[height]!);
  return height === 8 ? paint('96;44', eighths[rms]!) : paint('96', eighths[Math.max(rms, 1)]!);
}

/** Digits and tones above the place where they were heard; what has no room is left out. */
function markLine(
  { heard, seconds }: Inspection,
  channel: number,
  columns: number,
  { paint }: WaveformOptions,
): string[] {
  const own = heard.filter((one) => one.channel === channel);
  if (own.length === 0) return [];
  let line = '';
  let used = 0;
  for (const { fromSeconds, short } of own) {
    const at = Math.min(columns - short.length, Math.floor((fromSeconds / seconds) * columns));
    if (at < used + (used > 0 && short.length > 1 ? 1 : 0)) continue;
    line += ' '.repeat(at - used) + paint('32', short);
    used = at + short.length;
  }
  return [' '.repeat(indent) + line];
}

function timeLine(seconds: number, columns: number, { paint }: WaveformOptions): string {
  const [middle, end] = [momentText(seconds / 2), momentText(seconds)];
  const first = '0:00'.padEnd(Math.max(5, Math.round(columns / 2 - middle.length / 2)));
  return (
    ' '.repeat(indent) +
    paint('2', columns < 30 ? `0:00 to ${end}` : (first + middle).padEnd(columns - end.length) + end)
  );
}
