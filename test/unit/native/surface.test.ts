import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { native } from '../../../lib/native/index.js';

const source = ['binding', 'audio-units']
  .map((name) => readFileSync(new URL(`../../../lib/native/${name}.ts`, import.meta.url), 'utf8'))
  .join('\n');

/** What an interface declares itself. */
function bodyOf(name: string): string {
  return new RegExp(`export interface ${name}(?: extends \\w+)? \\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
}

/** Names of the methods that an interface declares itself. */
function methodsOf(name: string): string[] {
  return [...bodyOf(name).matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1] as string);
}

const ownMethods = (class_: { prototype: object }): string[] =>
  Object.getOwnPropertyNames(class_.prototype).filter((name) => name !== 'constructor');

test('the binary has exactly the methods that are typed', () => {
  const common = methodsOf('NativeEngine');
  const stepped = methodsOf('NativeSteppedEngine');
  expect(common.length).toBeGreaterThan(15);
  expect(stepped.length).toBeGreaterThan(4);
  expect(ownMethods(native().MediaEngine).sort()).toEqual([...common].sort());
  expect(ownMethods(native().SteppedEngine).sort()).toEqual([...common, ...stepped].sort());
  const exported = `${bodyOf('NativeAddon')}\n${bodyOf('NativeAudioUnits')}`.matchAll(/^ {2}(?:readonly )?(\w+)[:(]/gm);
  expect(Object.keys(native()).sort()).toEqual([...exported].map((match) => match[1]).sort());
});

test('a method on a foreign receiver throws and does not crash', () => {
  const { MediaEngine } = native();
  const method = MediaEngine.prototype.createSession as () => number;
  expect(() => method.call({} as never)).toThrow();
});

test('nonsense for arguments is refused or without effect', () => {
  const { SteppedEngine } = native();
  const engine = new SteppedEngine({ threads: 1, bindAddress: '192.0.2.1', rtpPortMin: 20_000, rtpPortMax: 20_010 }, 1);
  const any = engine as unknown as Record<string, (...values: unknown[]) => unknown>;
  const nonsense = [undefined, null, 'x', Number.NaN, -1, 2 ** 60, {}, [], () => 1, Symbol.iterator, 10n];
  for (const method of ownMethods(SteppedEngine)) {
    if (method === 'close' || method === 'step') continue;
    for (const value of nonsense) {
      try {
        any[method]?.call(engine, value, value, value, value);
      } catch (error) {
        expect(error, method).toBeInstanceOf(Error);
      }
    }
  }
  const session = engine.createSession();
  const participation = { feeds: true, hears: true, muted: false, gainDb: 0 };
  expect(engine.createEndpoint(session, participation).port).toBe(20_000);
  engine.close();
});

test('what was built says what it is', () => {
  const info = native().buildInfo();
  expect(info.codecs.map(({ name }) => name)).toEqual(expect.arrayContaining(['PCMU', 'PCMA', 'opus']));
  expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(info.opus).toMatch(/opus/i);
  expect(info.openssl).toMatch(/^OpenSSL 3\.\d+\.\d+/);
  expect(info.webrtc).toBeTypeOf('boolean');
});
