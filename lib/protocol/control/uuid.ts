import { z } from 'zod';

const hex = '[0-9a-fA-F]';
const hyphenated = `${hex}{8}(?:-${hex}{4}){3}-${hex}{12}`;
const anySpelling = new RegExp(`^(?:(?:urn:uuid:)?(?:${hyphenated}|${hex}{32})|\\{${hyphenated}\\})$`);

/**
 * The usual spelling (lower case, with hyphens) of a UUID in any of its spellings: with hyphens, 32 digits, in braces
 * (RFC 9562 section 4 knows the first; Microsoft's GUIDs the last) or as a URN. Undefined for anything else.
 */
export function normalUuid(text: string): string | undefined {
  if (!anySpelling.test(text)) return undefined;
  const digits = text
    .replace(/^urn:uuid:/, '')
    .replace(/[{}-]/g, '')
    .toLowerCase();
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An id as a client sends it, in any spelling; parsed into the usual one. */
export const uuidInput = z
  .string()
  .regex(anySpelling, 'must be a UUID')
  .transform((text) => normalUuid(text) as string);

/** An id as the server writes it. */
export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
