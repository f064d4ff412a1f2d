import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlEvents, controlJsonSchema, controlMethods, tierOf } from '../../../../lib/protocol/control/index.js';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../../docs/control.schema.json', import.meta.url), 'utf8'),
);

const originalMethods = [
  ...['create', 'attach', 'destroy', 'info', 'list', 'bridge'].map((verb) => `session.${verb}`),
  ...['create_from_offer', 'create_offer', 'accept_answer', 'remove', 'ice_restart'].map((verb) => `endpoint.${verb}`),
  ...['srtp_rekey', 'transfer', 'create_with_file', 'create_tone', 'dtmf.inject'].map((verb) => `endpoint.${verb}`),
  ...['seek', 'pause', 'resume'].map((verb) => `endpoint.file.${verb}`),
  ...['recording.start', 'recording.stop', 'vad.start', 'vad.stop', 'stats.subscribe', 'stats.unsubscribe'],
];

const originalEvents = [
  ...['state_changed', 'file.finished', 'tone.finished', 'media_timeout', 'rtcp_bye'].map((what) => `endpoint.${what}`),
  ...['endpoint.transferred_out', 'endpoint.transferred_in', 'recording.stopped', 'dtmf', 'stats', 'events.dropped'],
  ...['session.idle_timeout', 'session.empty_timeout', 'session.orphaned'],
  ...['vad.speech_started', 'vad.silence', 'vad.error'],
];

describe('docs/control.schema.json', () => {
  test('is current (`npm run docs:control` writes it)', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(controlJsonSchema())));
  });

  test('holds every method and event of the protocol', () => {
    const { methods, events } = published as { methods: object; events: object };
    expect(Object.keys(methods)).toEqual(Object.keys(controlMethods));
    expect(Object.keys(events)).toEqual(Object.keys(controlEvents));
    expect(Object.keys(methods)).toEqual(expect.arrayContaining(originalMethods));
    expect(Object.keys(events)).toEqual(expect.arrayContaining(originalEvents));
  });
});

describe('the tier of an event', () => {
  test.each([
    'endpoint.state_changed',
    'endpoint.file.finished',
    'recording.stopped',
    'session.idle_timeout',
    'session.empty_timeout',
  ] as const)('%s goes ahead', (event) => expect(tierOf(event)).toBe('priority'));

  test.each(['dtmf', 'stats', 'endpoint.tone.finished', 'vad.silence', 'endpoint.transferred_in'] as const)(
    '%s waits its turn',
    (event) => expect(tierOf(event)).toBe('normal'),
  );
});
