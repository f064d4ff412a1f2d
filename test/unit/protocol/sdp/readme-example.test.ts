import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { answerAudio, parseSdp, writeSdp } from '../../../../lib/protocol/sdp/index.js';
import { rfc4317Section21Offer } from './rfc-examples.js';

it('the example of lib/protocol/sdp/README.md runs and prints an answer', () => {
  const readme = readFileSync(new URL('../../../../lib/protocol/sdp/README.md', import.meta.url), 'utf8');
  const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const printed: unknown[] = [];
  const run = new Function('body', 'parseSdp', 'answerAudio', 'writeSdp', 'console', code);
  run(rfc4317Section21Offer, parseSdp, answerAudio, writeSdp, {
    log: (...values: unknown[]) => printed.push(...values),
  });
  expect(printed).toEqual([expect.stringContaining('m=audio 40000 RTP/AVP 0\r\n'), 'PCMU']);
});
