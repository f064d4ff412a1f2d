import { OssicleError } from '../core/index.js';

/** Kinds of views that frames come in. */
export type FrameKind = 'Int16Array' | 'Float32Array' | 'Uint8Array';

/** One argument of a frame method, as it is looked at after the native side refused the call. */
export interface FrameArgument {
  readonly name: string;
  readonly value: unknown;
  readonly kinds: readonly FrameKind[];
  /** Which lengths it may have, beyond not being empty: in words, and as a test. */
  readonly length?: { readonly words: string; readonly fits: (length: number) => boolean };
}

/** A length of at least `least`. */
export function atLeast(least: number, unit = 'samples'): NonNullable<FrameArgument['length']> {
  return { words: `at least ${least} ${unit}`, fits: (length) => length >= least };
}

/** A length of exactly `wanted`. */
export function exactly(wanted: number, unit = 'samples'): NonNullable<FrameArgument['length']> {
  return { words: `exactly ${wanted} ${unit}`, fits: (length) => length === wanted };
}

/** Why this argument of `method` is not acceptable, or nothing. */
export function frameArgumentError(method: string, argument: FrameArgument): OssicleError | undefined {
  const { name, value, kinds, length } = argument;
  const view = kinds.some((kind) => nameOf(value) === kind) ? (value as Uint8Array) : undefined;
  if (view && view.length > 0 && (length === undefined || length.fits(view.length))) return undefined;
  const expected = `${kinds.map((kind) => withArticle(kind)).join(' or ')} of ${length?.words ?? 'at least one element'}`;
  return new OssicleError('INVALID_ARGUMENT', `${method}: ${name} must be ${expected}, but is ${describe(value)}.`, {
    details: { parameter: name },
  });
}

function describe(value: unknown): string {
  if (!ArrayBuffer.isView(value))
    return typeof value === 'object' && value ? withArticle(nameOf(value)) : String(value);
  const length = 'length' in value ? Number(value.length) : value.byteLength;
  return isDetached(value.buffer) ? `a detached ${nameOf(value)}` : `${withArticle(nameOf(value))} of ${length}`;
}

function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    return new Uint8Array(buffer).length > 0; // throws for a detached buffer, in every version of Node
  } catch {
    return true;
  }
}

function nameOf(value: unknown): string {
  // Buffer is a Uint8Array to the native side, whatever it is called.
  if (value instanceof Uint8Array) return 'Uint8Array';
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function withArticle(name: string): string {
  return `${/^[AEIOU]/.test(name) && !name.startsWith('Ui') ? 'an' : 'a'} ${name}`;
}
