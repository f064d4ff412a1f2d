import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlEvents, controlJsonSchema, controlMethods, tierOf } from '../../../../lib/protocol/control/index.js';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../../docs/control.schema.json', import.meta.url), 'utf8'),
);

describe('docs/control.schema.json', () => {
  test('is current (`npm run docs:control` writes it)', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(controlJsonSchema())));
  });

  test('holds every method and event of the protocol', () => {
    const { methods, events } = published as { methods: object; events: object };
    expect(Object.keys(methods)).toEqual(Object.keys(controlMethods));
    expect(Object.keys(events)).toEqual(Object.keys(controlEvents));
    expect(Object.keys(methods)).toHaveLength(25);
    expect(Object.keys(events)).toHaveLength(17);
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
