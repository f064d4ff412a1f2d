import type { Call } from '../calls/index.js';
import { callerName, lossRatio } from './call-report.js';
import { fitColumns, printable } from './printable.js';

const bar = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const barColumns = 6;
/** Quieter than this shows as an empty bar. */
const barFloorDbfs = -60;
const callerColumns = 18;

/** One call as one line: state, caller, time, codec, levels, loss, jitter, quality. Longer than narrow terminals. */
export function callLine(call: Call): string {
  const stats = call.stats();
  const quality =
    stats.packetsReceived === 0
      ? 'no audio yet'
      : `loss ${percent(lossRatio(stats))}  jitter ${stats.jitterMs.toFixed(1).padStart(4)} ms  MOS ${stats.mos.toFixed(1)}`;
  return [
    fitColumns(call.state, 8),
    fitColumns(printable(callerName(call)), callerColumns),
    duration(call.durationMs),
    fitColumns(call.codec ?? '-', 4),
    `in ${levelBar(stats.levelInDbfs)} out ${levelBar(stats.levelOutDbfs)}`,
    quality,
  ].join('  ');
}

/** A bar of six columns: empty at -60 dBFS, full at 0. */
export function levelBar(levelDbfs: number): string {
  const share = Math.min(1, Math.max(0, 1 - levelDbfs / barFloorDbfs));
  const eighths = Math.round(share * barColumns * bar.length);
  const full = '█'.repeat(Math.floor(eighths / bar.length));
  const rest = eighths % bar.length;
  return fitColumns(full + (rest > 0 ? bar[rest - 1] : ''), barColumns);
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`.padStart(7);
}

function duration(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
