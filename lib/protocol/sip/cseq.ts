/** The CSeq header (RFC 3261, section 20.16). */
export interface CSeq {
  /** 0 to 2^31 - 1. */
  readonly number: number;
  readonly method: string;
}

const cseqPattern = /^([0-9]{1,20})[ \t]+([A-Za-z0-9\-.!%*_+`'~]{1,64})$/;

/** Parses a CSeq value; undefined when malformed or out of range. */
export function parseCSeq(text: string): CSeq | undefined {
  const match = cseqPattern.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  return number <= 0x7fffffff ? { number, method: match[2] as string } : undefined;
}
