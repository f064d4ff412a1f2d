import { describe, expect, it } from 'vitest';
import { defaultMessageLimits, StreamFramer } from '../../../../lib/protocol/sip/index.js';

const one = 'OPTIONS sip:x SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 5\r\n\r\nhello';
const two = 'OPTIONS sip:y SIP/2.0\r\nl : 0\r\n\r\n';

function run(framer: StreamFramer, text: string, chunkBytes: number): string[] {
  const seen: string[] = [];
  const bytes = Buffer.from(text, 'latin1');
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    for (const output of framer.push(bytes.subarray(start, start + chunkBytes))) {
      seen.push(output.type === 'message' ? output.bytes.toString('latin1') : output.type);
    }
  }
  return seen;
}

describe('the stream framer', () => {
  it.each([1, 2, 3, 7, 50, 1000])('cuts messages out of chunks of %i bytes', (chunkBytes) => {
    expect(run(new StreamFramer(), one + two + one, chunkBytes)).toEqual([one, two, one]);
  });

  it('answers keep-alives between messages', () => {
    expect(run(new StreamFramer(), `\r\n\r\n${one}\r\n\r\n`, 1000)).toEqual(['ping', one, 'ping']);
  });

  it('ignores single line ends between messages', () => {
    expect(run(new StreamFramer(), `${one}\r\n${two}`, 1000)).toEqual([one, two]);
  });

  it.each([
    ['no Content-Length', 'OPTIONS sip:x SIP/2.0\r\nCall-ID: 1\r\n\r\n'],
    ['two different ones', 'OPTIONS sip:x SIP/2.0\r\nl: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a huge one', 'OPTIONS sip:x SIP/2.0\r\nContent-Length: 9999999\r\n\r\n'],
    ['an endless header', 'x'.repeat(defaultMessageLimits.maximumHeadBytes + 1)],
  ])('gives up at %s and reads no further', (_what, text) => {
    const framer = new StreamFramer();
    expect(run(framer, text, 10_000)).toEqual(['broken']);
    expect(run(framer, one, 1000)).toEqual([]);
    expect(framer.pendingBytes).toBe(0);
  });
});
