/** How the legs of a benchmark speak SRTP: the same in `bench/native/line.h`. */

/** Master key and salt of what every phone sends. */
export const phoneKey = Buffer.alloc(30, 7);
/** The same of a server that may choose. */
export const serverKey = Buffer.alloc(30, 9);

/** Neighbours differ, so that nobody can pass packets on as they are. */
export function suiteOfLeg(leg: number): 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32' {
  return leg % 2 === 0 ? 'AES_CM_128_HMAC_SHA1_80' : 'AES_CM_128_HMAC_SHA1_32';
}
