/**
 * A copy of `text` that stands alone. A substring keeps the whole message it was cut from alive; what outlives the
 * message must not.
 */
export function detachedText(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
