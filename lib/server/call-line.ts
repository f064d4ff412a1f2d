import type { Call } from '../calls/index.js';
import { callerName, lossRatio } from './call-report.js';
import { fitColumns } from './printable.js';

const bars = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const barColumns = 6;
/** Quieter than this shows as an empty bar. */
const barFloorDbfs = -60;

/** Columns of each cell; all of them with their gaps fit a terminal of 80. */
const widths = { state: 8, caller: 16, time: 5, codec: 5, in: barColumns, out: barColumns, loss: 6, jitter: 7, MOS: 3 };
const numeric = new Set(['time', 'loss', 'jitter', 'MOS']);

/** The line above the calls. */
export const callHeader = row(Object.fromEntries(Object.keys(widths).map((name) => [name, name])) as Cells);

type Cells = Readonly<Record<keyof typeof widths, string>>;

/** One call as one line: state, caller, time, codec, levels, loss, jitter, quality. */
export function callLine(call: Call): string {
  const stats = call.stats();
  // Nothing can be said about a stream that has not come.
  const heard = stats.packetsReceived > 0;
  return row({
    state: call.state,
    caller: callerName(call),
    time: duration(call.durationMs),
    codec: call.codec ?? '-',
    in: levelBar(stats.levelInDbfs),
    out: levelBar(stats.levelOutDbfs),
    loss: heard ? `${(lossRatio(stats) * 100).toFixed(1)} %` : '-',
    jitter: heard ? `${stats.jitterMs.toFixed(1)} ms` : '-',
    MOS: heard ? stats.mos.toFixed(1) : '-',
  });
}

/** A bar of six columns: empty at -60 dBFS, full at 0. */
export function levelBar(levelDbfs: number): string {
  const share = Math.min(1, Math.max(0, 1 - levelDbfs / barFloorDbfs));
  const eighths = Math.round(share * barColumns * bars.length);
  const rest = eighths % bars.length;
  return fitColumns('█'.repeat(Math.floor(eighths / bars.length)) + (rest > 0 ? bars[rest - 1] : ''), barColumns);
}

function row(cells: Cells): string {
  return Object.entries(widths)
    .map(([name, width]) => {
      const cell = cells[name as keyof typeof widths];
      return numeric.has(name) ? cell.padStart(width) : fitColumns(cell, width);
    })
    .join('  ');
}

function duration(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
