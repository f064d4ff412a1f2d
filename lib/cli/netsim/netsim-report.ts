import { percentText } from '../inspect/figure-text.js';
import type { DelayFigures } from './delay-figures.js';
import { packetMs } from './line.js';
import type { NetsimOptions } from './netsim-options.js';
import type { NetsimFigures, Reference } from './simulation.js';

/** The figures for eyes. */
export function figureLines(options: NetsimOptions, figures: NetsimFigures): string[] {
  const { packets, networkDelayMs, concealmentEvents, logSpectralDistanceDb, references } = figures;
  const ours: Reference = { name: 'ossicle', ...figures };
  const lostShare = packets.lost / Math.max(1, packets.sent);
  return [
    `  ${packets.sent} packets of ${packetMs} ms over ${lineText(options)}; ${packets.lost} lost on the way ` +
      `(${percentText(lostShare)}), ${packets.late} came too late; delay on the way ${delayText(networkDelayMs)}`,
    '',
    ...table([['', 'delay: median', 'P95', 'concealed', 'stretched'], ...[ours, ...references].map(cellsOf)]),
    '',
    `  ${concealmentEvents} gaps; log-spectral distance from what was sent: ${logSpectralDistanceDb.toFixed(2)} dB`,
    '  fixed buffer: the least delay that never changes and conceals no more; clairvoyant: the least delay possible.',
    '  Both know when each packet arrives, and conceal as little as ossicle did.',
  ];
}

function lineText({ codec, trace, loss, seed, fixedDelayMs }: NetsimOptions): string {
  const burst = loss && loss.burst > 1 ? ` in bursts of ${loss.burst}` : '';
  const more = loss ? ` with ${percentText(loss.share)} loss${burst}` : '';
  const fixed = fixedDelayMs === undefined ? '' : `, played ${fixedDelayMs} ms late`;
  return `${codec.label}, ${trace}${more}, seed ${seed}${fixed}`;
}

function delayText({ median, p95 }: DelayFigures): string {
  return Number.isFinite(median) ? `${msText(median)}, P95 ${msText(p95)}` : 'unknown';
}

function msText(ms: number): string {
  return Number.isFinite(ms) ? `${ms.toFixed(1)} ms` : '-';
}

function cellsOf({ name, delayMs, concealed, stretched }: Reference): string[] {
  const share = (value: number): string => `${(100 * value).toFixed(2)} %`;
  return [name, msText(delayMs.median), msText(delayMs.p95), share(concealed), share(stretched)];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)));
    return `  ${cells.join('   ')}`;
  });
}

/** The figures for programs. Docs: docs/commands.md. */
export function jsonFigures(options: NetsimOptions, figures: NetsimFigures): string {
  const { concealed, stretched, foundShare, references, ...rest } = figures;
  const report = {
    input: options.input,
    output: options.output,
    codec: options.codec.name,
    trace: options.trace,
    loss: options.loss && { percent: 100 * options.loss.share, burst: options.loss.burst },
    seed: options.seed,
    fixedDelayMs: options.fixedDelayMs,
    ...rest,
    concealedPercent: 100 * concealed,
    stretchedPercent: 100 * stretched,
    foundPercent: 100 * foundShare,
    references: references.map((reference) => ({
      name: reference.name,
      delayMs: reference.delayMs,
      concealedPercent: 100 * reference.concealed,
      stretchedPercent: 100 * reference.stretched,
      logSpectralDistanceDb: reference.logSpectralDistanceDb,
    })),
  };
  return JSON.stringify(report, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value), 2);
}
