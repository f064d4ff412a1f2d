import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CommandError,
  controlMethods,
  isMethodName,
  type MethodName,
  normalUuid,
  readParams,
} from '../../../../lib/protocol/control/index.js';

const id = '5b0d1f0e-7d3f-4a51-9a0e-0f6f2c1f9a77';

describe('the parameters of a method', () => {
  test.each<[MethodName, object, object]>([
    ['session.bridge', { target_session_id: id }, { target_session_id: id, direction: 'sendrecv' }],
    ['endpoint.create_from_offer', { sdp: '' }, { sdp: '', direction: 'sendrecv' }],
    ['endpoint.create_offer', { type: 'rtp' }, { type: 'rtp', direction: 'sendrecv', srtp: false, codecs: null }],
    [
      'endpoint.create_with_file',
      { source: 'a.wav' },
      { start_ms: 0, loop_count: 0, cache_ttl_secs: 300, shared: false, timeout_ms: 10_000, gain_db: 0 },
    ],
    ['endpoint.create_tone', { tone: 'sine' }, { tone: 'sine', frequency: 440, duration_ms: null }],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '#' }, { duration_ms: 160, volume: 10 }],
    ['recording.start', { file_path: '/r' }, { file_path: '/r', endpoint_id: null }],
    ['vad.start', { endpoint_id: id }, { silence_interval_ms: 1000, speech_threshold: 0.5 }],
    ['stats.subscribe', {}, { interval_ms: 5000 }],
    ['detect.start', { endpoint_id: id, detect: ['tones'] }, { detect: ['tones'], country: 'itu' }],
    ['session.active_speaker', {}, { watch: true }],
  ])('%s has its defaults', (method, given, complete) => {
    expect(readParams(method, given)).toMatchObject(complete);
  });

  test.each<[MethodName, object]>([
    ['endpoint.create_with_file', { source: '', start_ms: 2 ** 53, loop_count: 10_000, timeout_ms: 60_000 }],
    ['endpoint.create_with_file', { source: '', loop_count: null, headers: { a: 'b' }, gain_db: -3.4e38 }],
    ['endpoint.create_with_file', { source: '', headers: null, cache_ttl_secs: 4_294_967_295, timeout_ms: 1 }],
    ['endpoint.create_tone', { tone: 'busy', frequency: 20, duration_ms: null }],
    ['endpoint.create_tone', { tone: 'sine', frequency: 20_000, duration_ms: 0 }],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: 'd', duration_ms: 1, volume: 0 }],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '*', duration_ms: 10_000, volume: 63 }],
    ['vad.start', { endpoint_id: id, silence_interval_ms: 100, speech_threshold: 0 }],
    ['vad.start', { endpoint_id: id, silence_interval_ms: 3_600_000, speech_threshold: 1 }],
    ['stats.subscribe', { interval_ms: 500 }],
    ['stats.subscribe', { interval_ms: 3_600_000 }],
    ['endpoint.create_offer', { type: 'webrtc', codecs: [] }],
    ['session.info', [1, 2]],
    ['session.create', { anything: 1 }],
  ])('%s takes the ends of its ranges: %j', (method, params) => {
    expect(() => readParams(method, params)).not.toThrow();
  });

  test.each<[MethodName, unknown, string]>([
    ['stats.subscribe', null, 'params'],
    ['detect.start', { endpoint_id: id }, 'detect'],
    ['detect.start', { endpoint_id: id, detect: [] }, 'detect'],
    ['detect.start', { endpoint_id: id, detect: ['dtmf', 'dtmf', 'dtmf', 'dtmf'] }, 'detect'],
    ['detect.start', { endpoint_id: id, detect: ['tones'], country: 'DE' }, 'country'],
    ['session.active_speaker', { watch: 1 }, 'watch'],
    ['stats.subscribe', [], 'params'],
    ['stats.subscribe', { interval_ms: 499 }, 'interval_ms'],
    ['stats.subscribe', { interval_ms: 3_600_001 }, 'interval_ms'],
    ['stats.subscribe', { interval_ms: '500' }, 'interval_ms'],
    ['stats.subscribe', { interval_ms: null }, 'interval_ms'],
    ['stats.subscribe', { interval_ms: 500.5 }, 'interval_ms'],
    ['session.attach', { session_id: 'not-a-uuid' }, 'session_id'],
    ['session.bridge', { target_session_id: id, direction: 'inactive' }, 'direction'],
    ['endpoint.create_from_offer', {}, 'sdp'],
    ['endpoint.create_offer', { type: 'sip' }, 'type'],
    ['endpoint.create_offer', { type: 'rtp', codecs: [1] }, 'codecs.0'],
    ['endpoint.create_with_file', { source: '', loop_count: 10_001 }, 'loop_count'],
    ['endpoint.create_with_file', { source: '', loop_count: -1 }, 'loop_count'],
    ['endpoint.create_with_file', { source: '', timeout_ms: 0 }, 'timeout_ms'],
    ['endpoint.create_with_file', { source: '', timeout_ms: 60_001 }, 'timeout_ms'],
    ['endpoint.create_with_file', { source: '', start_ms: -1 }, 'start_ms'],
    ['endpoint.create_with_file', { source: '', cache_ttl_secs: 4_294_967_296 }, 'cache_ttl_secs'],
    ['endpoint.create_with_file', { source: '', gain_db: 3.5e38 }, 'gain_db'],
    ['endpoint.create_with_file', { source: '', headers: { a: 1 } }, 'headers.a'],
    ['endpoint.create_tone', { tone: 'busy', frequency: 19 }, 'frequency'],
    ['endpoint.create_tone', { tone: 'sine', frequency: 20_001 }, 'frequency'],
    ['endpoint.create_tone', { tone: 'dial' }, 'tone'],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '' }, 'exactly one character'],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '12' }, 'exactly one character'],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: 'E' }, 'digit'],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '1', duration_ms: 0 }, 'duration_ms'],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '1', duration_ms: 10_001 }, 'duration_ms'],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: '1', volume: 64 }, 'volume'],
    ['vad.start', { endpoint_id: id, silence_interval_ms: 99 }, 'silence_interval_ms'],
    ['vad.start', { endpoint_id: id, speech_threshold: 1.01 }, 'speech_threshold'],
    ['vad.start', { endpoint_id: id, speech_threshold: Number.NaN }, 'speech_threshold'],
    ['recording.stop', { recording_id: 7 }, 'recording_id'],
    ['session.create', { extensions: { replay: 'yes' } }, 'extensions.replay'],
  ])('%s refuses %j, naming %s', (method, params, name) => {
    expect(() => readParams(method, params)).toThrow(CommandError);
    expect(() => readParams(method, params)).toThrow(name);
  });

  test.each<[MethodName, unknown, string | RegExp]>([
    ['session.attach', null, 'params: must be an object, but is null'],
    ['session.attach', {}, 'session_id: must be a string, but is missing'],
    ['session.attach', { session_id: 'x' }, 'session_id: must be a UUID'],
    [
      'session.create',
      { extensions: { multiplex: 'a' } },
      'extensions.multiplex: must be true or false, but is a string',
    ],
    ['endpoint.create_offer', { type: 'rtp', codecs: 'PCMU' }, 'codecs: must be an array, but is a string'],
    ['endpoint.create_offer', { type: 'sip' }, 'type: must be one of webrtc, rtp, but is "sip"'],
    ['endpoint.create_offer', {}, 'type: must be one of webrtc, rtp, but is missing'],
    ['endpoint.create_tone', { tone: 'sine', frequency: 5 }, 'frequency: must be at least 20, but is 5'],
    ['endpoint.create_stream', { sample_rate: 44_100 }, /^sample_rate: must be one of 8000, .*, 48000, but is 44100$/],
    ['endpoint.play', { endpoint_id: id, sounds: [] }, 'sounds: must be at least 1 long'],
    ['endpoint.play', { endpoint_id: id, sounds: [{ sorce: 'a' }] }, /^sounds\.0: must have a source, or a tone/],
    ['endpoint.dtmf.inject', { endpoint_id: id, digit: 'x' }, 'digit: must be exactly one character of 0-9 * # A-D'],
  ])('%s says what is wrong with %j', (method, params, text) => {
    const expected = typeof text === 'string' ? text : expect.stringMatching(text);
    expect(() => readParams(method, params)).toThrow(expect.objectContaining({ message: expected }));
  });

  test('whatever comes is taken or refused with INVALID_PARAMS', () => {
    const methods = Object.keys(controlMethods).filter(isMethodName);
    const names = fc.constantFrom('endpoint_id', 'sdp', 'direction', 'digit', 'interval_ms', 'extensions', '__proto__');
    const values = fc.oneof(fc.constant(id), fc.string(), fc.double(), fc.constant(null), fc.jsonValue());
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.dictionary(names, values), (method, params) => {
        try {
          readParams(method, params);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_PARAMS' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('an id', () => {
  test.each([id, id.toUpperCase(), id.replaceAll('-', ''), `{${id}}`, `urn:uuid:${id}`])('%s is understood', (text) => {
    expect(normalUuid(text)).toBe(id);
    expect(readParams('endpoint.remove', { endpoint_id: text })).toEqual({ endpoint_id: id });
  });

  test.each(['', id.slice(1), `${id}0`, `{${id}`, `{${id.replaceAll('-', '')}}x`, ` ${id}`, `${id}\n`])(
    '%j is none',
    (text) => {
      expect(normalUuid(text)).toBeUndefined();
    },
  );
});
