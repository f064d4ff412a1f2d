import { expect, it } from 'vitest';
import { answerAudio, parseSdp, writeSdp } from '../../../../lib/protocol/sdp/index.js';
import { runReadmeExample } from '../../readme-example.js';
import { rfc4317Section21Offer } from './rfc-examples.js';

it('the example of lib/protocol/sdp/README.md runs and prints an answer', async () => {
  const names = { body: rfc4317Section21Offer, parseSdp, answerAudio, writeSdp };
  const printed = (await runReadmeExample('protocol/sdp', names)).flat();
  expect(printed).toEqual([expect.stringContaining('m=audio 40000 RTP/AVP 0\r\n'), 'PCMU']);
});
