import { expect, test } from 'vitest';
import type { EndpointConfig, RtpEndpoint } from '../../../lib/media/index.js';
import { SteppedEngine } from '../../../lib/testing/index.js';

const config: EndpointConfig = {
  remote: { address: '203.0.113.1', port: 4_000 },
  rtcpMux: false,
  codec: { name: 'PCMU', payloadType: 0 },
  telephoneEvent: null,
};

function endpointOf(engine: SteppedEngine): RtpEndpoint {
  return engine.createSession().createEndpoint();
}

test('arguments are refused by name before they reach the engine', async () => {
  await using engine = new SteppedEngine();
  const endpoint = endpointOf(engine);
  const samples = new Int16Array(8);
  const refused: [() => unknown, RegExp][] = [
    [() => endpoint.play({ kind: 'samples', samples, sampleRateHz: 7_999 }), /sampleRateHz/],
    [() => endpoint.play({ kind: 'samples', samples, sampleRateHz: 200_000 }), /sampleRateHz/],
    [() => endpoint.play({ kind: 'samples', samples, sampleRateHz: 8_000.5 }), /sampleRateHz/],
    [() => endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [], durationMs: 1 }] }), /frequenciesHz/],
    [
      () => endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [1, 2, 3, 4, 5], durationMs: 1 }] }),
      /frequenciesHz/,
    ],
    [() => endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [Number.NaN], durationMs: 1 }] }), /frequenciesHz/],
    [() => endpoint.play({ kind: 'tones', tones: [{ frequenciesHz: [440], durationMs: 0 }] }), /durationMs/],
    [() => endpoint.record(''), /path/],
    [() => endpoint.sendDtmf(''), /digits/],
    [() => endpoint.sendDtmf('12x'), /digits/],
    [() => endpoint.sendDtmf('1'.repeat(33)), /digits/],
    [() => endpoint.sendDtmf('1', { durationMs: 0.5 }), /durationMs/],
    [() => endpoint.sendDtmf('1', { durationMs: Number.NaN }), /durationMs/],
  ];
  for (const [call, name] of refused) {
    expect(call).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(name) }));
  }
});

test('an address that is none is refused, and the call before stands', async () => {
  await using engine = new SteppedEngine();
  const endpoint = endpointOf(engine);
  endpoint.configure(config);
  const nonsense = { ...config, remote: { address: 'example.org', port: 4_000 } };
  expect(() => endpoint.configure(nonsense)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  const unknown = { ...config, codec: { name: 'G729' as 'PCMU', payloadType: 9 } };
  expect(() => endpoint.configure(unknown)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  engine.step(200);
  expect(endpoint.stats()).toMatchObject({ remote: '203.0.113.1:4000' });
  expect(endpoint.stats().packetsSent).toBeGreaterThan(5);
});

test('figures that are not known yet are null, not zero', async () => {
  await using engine = new SteppedEngine();
  const endpoint = endpointOf(engine);
  const unknown = { remote: null, roundTripMs: null, remoteLossRatio: null, remoteJitterMs: null };
  expect(endpoint.stats()).toMatchObject(unknown);
  endpoint.configure(config);
  engine.step(500);
  expect(endpoint.stats()).toMatchObject({ ...unknown, remote: '203.0.113.1:4000', levelInDbfs: -127 });
});

test('membership follows moves and closing; moving to where it is changes nothing', async () => {
  await using engine = new SteppedEngine();
  const [a, b] = [engine.createSession(), engine.createSession()];
  const endpoint = a.createEndpoint();
  endpoint.moveTo(a);
  endpoint.moveTo(b);
  expect([a.endpoints.size, b.endpoints.size]).toEqual([0, 1]);
  const told: string[] = [];
  endpoint.events.on('closed', () => told.push('closed'));
  b.close();
  expect([b.endpoints.size, b.closed, endpoint.closed]).toEqual([0, true, true]);
  engine.step(20);
  expect(told).toEqual(['closed']);
  expect(engine.stats()).toMatchObject({ sessions: 1, endpoints: 0 });
  expect(() => a.createEndpoint().moveTo(b)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

test('a port that was given back is used again on virtual time', async () => {
  await using engine = new SteppedEngine();
  const session = engine.createSession();
  for (let round = 0; round < 1_000; round++) {
    const endpoint = session.createEndpoint();
    endpoint.close();
    engine.step(5);
  }
  expect(session.createEndpoint().localPort).toBeLessThan(20_010);
});

test('the same seed repeats the same stream, another seed another', async () => {
  const streams: string[] = [];
  for (const seed of [5, 5, 6]) {
    await using engine = new SteppedEngine({ seed });
    endpointOf(engine).configure(config);
    engine.setNetwork({ delayMs: 20, jitterMs: 3, lossRatio: 0.1, duplicateRatio: 0.1 });
    engine.step(2_000);
    streams.push(
      engine
        .takeStrays()
        .map(({ atMs, datagram }) => `${atMs} ${Buffer.from(datagram).toString('hex')}`)
        .join('\n'),
    );
  }
  expect(streams[0]).toBe(streams[1]);
  expect(streams[0]).not.toBe(streams[2]);
});
