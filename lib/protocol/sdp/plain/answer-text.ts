/**
 * The description in `text`, which some clients wrap as `{"type":"answer","sdp":"…"}`. Anything else is taken to be the
 * description itself.
 */
export function answerText(text: string): string {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    const wrapped = typeof parsed === 'object' && parsed !== null && 'sdp' in parsed ? parsed.sdp : undefined;
    return typeof wrapped === 'string' ? wrapped : text;
  } catch {
    return text;
  }
}
