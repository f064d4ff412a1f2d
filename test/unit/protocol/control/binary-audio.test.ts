import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readBinaryAudio,
  readServerAudio,
  writeBinaryAudio,
  writeClientAudio,
} from '../../../../lib/protocol/control/index.js';

describe('a binary frame of audio', () => {
  test('of a client is a stream and little-endian samples', () => {
    const frame = Uint8Array.of(0, 0, 1, 2, 0x01, 0x00, 0xff, 0x7f, 0x00, 0x80);
    expect(readBinaryAudio(frame)).toEqual({ stream: 258, samples: Int16Array.of(1, 32_767, -32_768) });
  });

  test('may begin anywhere in a buffer', () => {
    const buffer = Uint8Array.of(9, 0, 0, 0, 7, 5, 0);
    expect(readBinaryAudio(buffer.subarray(1))).toEqual({ stream: 7, samples: Int16Array.of(5) });
  });

  test.each([[[]], [[0, 0, 0, 1]], [[0, 0, 0, 1, 5]], [[1, 2]]])('%j is none', (bytes) => {
    expect(readBinaryAudio(Uint8Array.from(bytes))).toBeUndefined();
  });

  test('of the server carries its number as well', () => {
    const frame = writeBinaryAudio({ stream: 258, samples: Int16Array.of(-2) }, 2 ** 32 + 3);
    expect([...frame]).toEqual([0, 0, 1, 2, 0, 0, 0, 3, 0xfe, 0xff]);
  });

  test('of the server is read back by its client, and one of a client written', () => {
    const frame = Uint8Array.of(9, 0, 0, 1, 2, 0, 0, 0, 3, 0xfe, 0xff).subarray(1);
    expect(readServerAudio(frame)).toEqual({ stream: 258, frameNumber: 3, samples: Int16Array.of(-2) });
    expect([...writeClientAudio({ stream: 258, samples: Int16Array.of(1, -2) })]).toEqual([
      0, 0, 1, 2, 1, 0, 0xfe, 0xff,
    ]);
    for (const length of [0, 7, 8, 11]) expect(readServerAudio(new Uint8Array(length))).toBeUndefined();
  });

  test('whatever bytes come, samples or nothing come out', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const audio = readBinaryAudio(bytes);
        expect(audio === undefined).toBe(bytes.length < 6 || bytes.length % 2 === 1);
      }),
    );
  });
});
