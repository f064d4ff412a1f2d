/**
 * How RTP and RTCP are encrypted and authenticated, by the names of SDP: AES in counter mode with HMAC-SHA1 tags of 80 or
 * 32 bits (RFC 3711, RFC 4568), or AES-GCM with tags of 128 bits (RFC 7714).
 */
export type SrtpSuite = keyof typeof srtpSecretBytes;

/** Bytes of master key and master salt in one, for each suite. */
export const srtpSecretBytes = {
  AES_CM_128_HMAC_SHA1_80: 30,
  AES_CM_128_HMAC_SHA1_32: 30,
  AEAD_AES_128_GCM: 28,
  AEAD_AES_256_GCM: 44,
} as const;

/** Whether `name` is a suite that can be used. */
export function isSrtpSuite(name: string): name is SrtpSuite {
  return Object.hasOwn(srtpSecretBytes, name);
}

/** A fresh master key and salt from the system's generator. Secret: it belongs into no log and no error. */
export function newSrtpSecret(suite: SrtpSuite): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(srtpSecretBytes[suite]));
}
