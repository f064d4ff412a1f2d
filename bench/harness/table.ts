import type { Row } from './result.js';

const heads = ['case', 'metric', 'unit', 'ours', 'peer', 'ratio', 'floor', 'of floor'] as const;

function cells(row: Row): string[] {
  const peer = row.peerName === null ? '-' : `${show(row.peer)} (${row.peerName})`;
  return [row.case, row.metric, row.unit, show(row.ours), peer, show(row.ratio), show(row.floor), show(row.ofFloor)];
}

function show(value: number | null): string {
  return value === null ? '-' : String(value);
}

/** Rows for a terminal, columns aligned. */
export function terminalTable(rows: readonly Row[]): string {
  const lines = [[...heads], ...rows.map(cells)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Rows for a page. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('\n');
}
