import { printable } from '../../server/index.js';
import { durationText } from '../clock-text.js';
import { bytesText, formatText } from '../sound/format-text.js';
import { figureTable } from './figure-table.js';
import { momentText, peakText } from './figure-text.js';
import type { Inspection } from './inspection.js';
import { legend, type Paint, waveformLines } from './terminal-waveform.js';

/** Where the view is shown. */
export interface TerminalViewOptions {
  readonly columns: number;
  readonly colored: boolean;
}

/** Beyond this many, digits and tones are counted rather than listed. */
const mostHeard = 40;

/** Everything that was found out about a file, for eyes in a terminal. */
export function terminalView(inspection: Inspection, { columns, colored }: TerminalViewOptions): string[] {
  const paint: Paint = (code, text) => (colored ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { path, seconds, bytes, channels, faults } = inspection;
  return [
    paint('1', printable(path)),
    [formatText(inspection), durationText(seconds), bytesText(bytes)].join(', '),
    ...faults.map((fault) => paint('33', fault)),
    '',
    ...channels.flatMap((channel, index) => [
      ...(channels.length > 1 ? [paint('2', channel.name)] : []),
      ...waveformLines(inspection, index, { columns, colored, paint }),
    ]),
    paint('2', `  ${legend}`),
    '',
    ...loudnessLines(inspection, paint),
    ...figureLines(inspection, paint),
    '',
    ...heardLines(inspection, paint),
  ];
}

function loudnessLines({ loudness }: Inspection, paint: Paint): string[] {
  if (loudness === undefined) return [];
  const { integratedLufs, rangeLu, truePeakDbtp } = loudness;
  const facts = [
    integratedLufs === undefined ? 'too short or too soft to measure' : `${integratedLufs.toFixed(1)} LUFS`,
    ...(rangeLu === undefined ? [] : [`range ${rangeLu.toFixed(1)} LU`]),
    `true peak ${peakText(truePeakDbtp)}`,
  ];
  return [`  ${paint('2', 'loudness (EBU R 128)')}  ${facts.join(', ')}`, ''];
}

function figureLines(inspection: Inspection, paint: Paint): string[] {
  const rows = figureTable(inspection);
  const heads = inspection.channels.length > 1 ? [['', ...inspection.channels.map(({ name }) => name)]] : [];
  const table = [...heads, ...rows.map(({ term, values }) => [term, ...values])];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const bad = new Set(rows.filter((row) => row.bad).map(({ term }) => term));
  return table.map(([term = '', ...values]) => {
    const cells = values.map((value, column) => value.padStart(widths[column + 1] ?? 0)).join('  ');
    return `  ${paint('2', term.padEnd(widths[0] ?? 0))}  ${bad.has(term) ? paint('31', cells) : cells}`;
  });
}

function heardLines({ heard, channels }: Inspection, paint: Paint): string[] {
  if (heard.length === 0) return [paint('2', 'No digits or tones were heard.')];
  const digits = heard.filter(({ kind }) => kind === 'dtmf').map(({ name }) => name);
  const shown = heard.slice(0, mostHeard);
  const width = Math.max(...shown.map(({ label }) => label.length));
  const lines = shown.map(({ label, fromSeconds, toSeconds, channel }) => {
    const where = channels.length > 1 ? `  ${channels[channel]?.name}` : '';
    const length = `${Math.round((toSeconds - fromSeconds) * 1000)} ms`;
    return `  ${momentText(fromSeconds).padStart(8)}  ${paint('32', label.padEnd(width))} ${length.padStart(8)}${where}`;
  });
  return [
    `Heard:${digits.length > 0 ? ` digits ${paint('32', digits.join(''))}` : ''}`,
    ...lines,
    ...(heard.length > mostHeard ? [`  and ${heard.length - mostHeard} more; --json and --html have them all`] : []),
  ];
}
