import { describe, expect, it } from 'vitest';
import { acceptAnswer, answerAudio, createOffer, parseSdp, writeSdp } from '../../../../lib/protocol/sdp/index.js';
import * as examples from './rfc-examples.js';

const MUTATIONS = 3_000;
const MAX_MS_PER_PARSE = 50;
const FRAGMENTS = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '=',
  ':',
  '/',
  ' ',
  'm=audio 9 RTP/AVP 0\r\n',
  'c=IN IP4 0.0.0.0\r\n',
  'a=',
];

/** A small generator with a seed, so that a failing case can be run again (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function mutate(source: Buffer, random: (below: number) => number): Buffer {
  let bytes = source;
  for (let times = 1 + random(4); times > 0; times -= 1) {
    const at = random(bytes.length + 1);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    const cut = random(Math.min(tail.length, 40) + 1);
    const fragment = Buffer.from(FRAGMENTS[random(FRAGMENTS.length)] ?? '');
    const inserts = [
      Buffer.of(random(256)),
      fragment,
      Buffer.alloc(random(2_000), random(256)),
      Buffer.from(String(random(2 ** 31)).repeat(1 + random(5))),
      tail.subarray(0, cut),
    ];
    bytes = Buffer.concat([head, inserts[random(inserts.length)] ?? fragment, random(2) ? tail.subarray(cut) : tail]);
  }
  return bytes;
}

describe('parseSdp on mutated descriptions', () => {
  const sources = Object.values(examples).flatMap((text) => (typeof text === 'string' ? [Buffer.from(text)] : []));
  const local = { address: '192.0.2.9', port: 40_000, sessionId: '1', sessionVersion: '1' };

  it(`neither throws nor stalls on ${MUTATIONS} of them; what it accepts can be answered and written`, () => {
    const random = generator(20_260_101);
    const offer = createOffer(local);
    let accepted = 0;
    let slowestMs = 0;
    for (let i = 0; i < MUTATIONS; i += 1) {
      const bytes = mutate(sources[i % sources.length] as Buffer, random);
      const startMs = performance.now();
      const result = parseSdp(bytes);
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      if (!result.ok) {
        expect(result.line).toBeGreaterThan(0);
        continue;
      }
      accepted += 1;
      expect(parseSdp(writeSdp(result.description))).toEqual(result);
      const answer = answerAudio(result.description, local);
      if (answer.ok) expect(parseSdp(writeSdp(answer.answer))).toMatchObject({ ok: true });
      acceptAnswer(offer, result.description);
    }
    expect(slowestMs).toBeLessThan(MAX_MS_PER_PARSE);
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(MUTATIONS - 100);
  });

  it.each([
    ['one endless line', `a=${'x'.repeat(65_000)}`],
    ['nothing but line ends', '\r\n'.repeat(32_000)],
    ['nothing but spaces', ' '.repeat(65_000)],
    ['formats without end', `${examples.rfc8866Section5}m=audio 1 RTP/AVP${' 0'.repeat(30_000)}`],
    ['rtpmaps of the slowest kind', `${examples.rfc8866Section5}a=rtpmap:${' '.repeat(60_000)}`],
    ['a host name of hyphens', `v=0\r\no=- 1 1 IN IP4 a${'-'.repeat(60_000)}`],
    ['digits without end', `v=0\r\no=- ${'9'.repeat(60_000)} 1 IN IP4 h`],
  ])('takes bounded time for %s', (_what, text) => {
    const startMs = performance.now();
    const result = parseSdp(text);
    if (result.ok) answerAudio(result.description, local);
    expect(performance.now() - startMs).toBeLessThan(200);
  });
});
