import { type Outcome, rounded, row } from '../harness/result.js';
import { median, range } from '../harness/statistics.js';
import type { CodecCase } from './codec-cases.js';
import { runCodec } from './codec-run.js';
import { speechLike } from './speech.js';

/** Microseconds per 20 ms of something like speech, ours and the peer's in turned order from round to round. */
export async function measureTimes(one: CodecCase, folder: string, quick: boolean): Promise<Outcome> {
  const signal = speechLike(one.rateHz, quick ? 4 : 10);
  const times = { ours: { encode: [], decode: [] }, peer: { encode: [], decode: [] } } as {
    [who in 'ours' | 'peer']: { encode: number[]; decode: number[] };
  };
  const runners = one.peerProgram === undefined ? (['ours'] as const) : (['ours', 'peer'] as const);
  for (let round = 0; round < (quick ? 3 : 7); ++round) {
    for (const who of round % 2 === 0 ? runners : [...runners].reverse()) {
      const { encode, decode } = await runCodec(who, one, signal, folder, quick ? 250 : 700);
      times[who].encode.push(encode);
      times[who].decode.push(decode);
    }
  }
  const figure = (values: readonly number[]): number | null => {
    const middle = median(values);
    return middle === null ? null : rounded(middle, 3);
  };
  const rows = (['encode', 'decode'] as const).map((direction) => {
    const ours = figure(times.ours[direction]);
    const peer = figure(times.peer[direction]);
    return row({
      case: `${one.name}, ${direction}`,
      metric: 'us',
      unit: 'us',
      kind: 'cost',
      ours,
      peer,
      peerName: one.peerName,
    });
  });
  const ranges = (['encode', 'decode'] as const).map(
    (direction) => `${direction} ${range(times.ours[direction])} (${one.peerName} ${range(times.peer[direction])})`,
  );
  const missing = one.peerProgram === undefined ? [one.missing] : [];
  return { rows, notes: [`${one.name}: ${ranges.join(', ')} us`, ...missing] };
}
