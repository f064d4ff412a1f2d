import { readFile, stat } from 'node:fs/promises';
import { errorMessage, nearestName, OssicleError, systemErrorCode } from '../../core/index.js';
import { printable } from '../../server/index.js';
import { type Network, networkFamilies } from './network.js';
import type { Random } from './random.js';

/** A network that was measured: one row for each packet, from the beginning again when they are used up. */
export interface Trace {
  readonly rows: number;
  readonly network: (random: Random) => Network;
}

const mostDelayMs = 60_000;
const mostBytes = 64 << 20;

/**
 * Reads a trace: a delay in ms on each line, with `lost` or -1 for packets that never came, or a table (CSV) whose first
 * line names its columns.
 *
 * @throws OssicleError INVALID_ARGUMENT when there is no such file, FILE_FAILED, FORMAT_INVALID naming the line.
 */
export async function readTrace(path: string): Promise<Trace> {
  const text = await readText(path);
  const lines = text.split(/\r?\n/).map((line, index) => ({ text: line.replace(/#.*/, '').trim(), number: index + 1 }));
  const filled = lines.filter((line) => line.text !== '');
  const [first] = filled;
  if (first === undefined) throw new OssicleError('FORMAT_INVALID', `${path} is empty: it has no delays.`);
  return /[a-z]/i.test(first.text) && first.text.includes('_') ? tableTrace(path, filled) : listTrace(path, filled);
}

interface Line {
  readonly text: string;
  readonly number: number;
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw new OssicleError('FORMAT_INVALID', `${path} is larger than 64 MiB; cut it.`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof OssicleError) throw error;
    if (systemErrorCode(error) !== 'ENOENT') {
      throw new OssicleError('FILE_FAILED', `${path} cannot be read: ${errorMessage(error)}.`, { cause: error });
    }
    const names = Object.keys(networkFamilies);
    const nearest = nearestName(path, names);
    const hint = nearest === undefined ? `The families are ${names.join(', ')}.` : `Did you mean ${nearest}?`;
    throw new OssicleError('INVALID_ARGUMENT', `--trace ${path} is no family, and there is no such file. ${hint}`, {
      details: { parameter: 'trace' },
      cause: error,
    });
  }
}

function listTrace(path: string, lines: readonly Line[]): Trace {
  const delays = lines.map(({ text, number }) => {
    if (text === '-1' || text.toLowerCase() === 'lost') return undefined;
    return delayOf(path, text, number);
  });
  return {
    rows: delays.length,
    network: () => {
      let next = 0;
      return () => delays[next++ % delays.length];
    },
  };
}

interface TableRow {
  readonly delayMs: number;
  /** Until the next loss, when losses come at intervals. */
  readonly gapMs: number;
  readonly lossShare: number;
}

/**
 * Columns: `delay_ms` (one way) or `latency_ms` (there and back, of which half is taken); `loss_percent`, the chance
 * that a packet is lost; with `gap_s`, only the packet after each such gap has that chance, and the next row's gap begins
 * (as cellular links are emulated).
 */
function tableTrace(path: string, [head, ...lines]: readonly Line[]): Trace {
  const names = (head?.text ?? '').split(',').map((name) => name.trim().toLowerCase());
  const column = (name: string): number => names.indexOf(name);
  const halved = column('delay_ms') < 0;
  const [delay, gap, loss] = [column(halved ? 'latency_ms' : 'delay_ms'), column('gap_s'), column('loss_percent')];
  if (delay < 0 || lines.length === 0) {
    const reason = lines.length === 0 ? 'it has no rows' : 'no column is named delay_ms or latency_ms';
    throw new OssicleError('FORMAT_INVALID', `${path} is no table of delays: ${reason}.`);
  }
  const rows = lines.map(({ text, number }): TableRow => {
    const cells = text.split(',').map((cell) => cell.trim());
    return {
      delayMs: delayOf(path, cells[delay] ?? '', number) / (halved ? 2 : 1),
      gapMs: gap < 0 ? 0 : 1000 * numberOf(path, cells[gap] ?? '', number, 3600),
      lossShare: loss < 0 ? 0 : numberOf(path, cells[loss] ?? '', number, 100) / 100,
    };
  });
  return { rows: rows.length, network: (random) => tableNetwork(rows, random) };
}

function tableNetwork(rows: readonly TableRow[], random: Random): Network {
  const row = (index: number): TableRow => rows[index % rows.length]!;
  let [next, loss] = [0, 0];
  let lossMs = row(0).gapMs;
  return (sentMs) => {
    const { delayMs } = row(next++);
    if (sentMs < lossMs) return delayMs;
    const isLost = random.uniform() < row(loss).lossShare;
    lossMs = sentMs + row(++loss).gapMs;
    return isLost ? undefined : delayMs;
  };
}

function delayOf(path: string, text: string, line: number): number {
  return numberOf(path, text, line, mostDelayMs);
}

function numberOf(path: string, text: string, line: number, most: number): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= most) return value;
  const shown = JSON.stringify(printable(text.slice(0, 40)));
  throw new OssicleError(
    'FORMAT_INVALID',
    `${path}, line ${line}: expected a number from 0 to ${most}, or 'lost' or -1 for a delay, got ${shown}.`,
  );
}
