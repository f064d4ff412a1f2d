import { invalidArgument, isSrtpSuite, srtpSecretBytes } from '../core/index.js';
import type { SrtpKeys } from './rtp-endpoint.js';

/**
 * The keys as they came.
 *
 * @throws OssicleError INVALID_ARGUMENT when the suite is unknown or a key has another size; it names no byte of a key.
 */
export function checkedSrtp(srtp: SrtpKeys | null): SrtpKeys | null {
  if (srtp === null) return null;
  const { suite, sendKey, receiveKey } = srtp;
  if (!isSrtpSuite(suite)) throw invalidArgument('srtp.suite', Object.keys(srtpSecretBytes).join(', '), suite);
  checkKey('srtp.sendKey', sendKey, srtpSecretBytes[suite]);
  if (receiveKey !== null) checkKey('srtp.receiveKey', receiveKey, srtpSecretBytes[suite]);
  return srtp;
}

function checkKey(name: string, key: unknown, bytes: number): void {
  if (key instanceof Uint8Array && key.length === bytes) return;
  const got = key instanceof Uint8Array ? `${key.length} bytes` : typeof key;
  throw invalidArgument(name, `a Uint8Array of ${bytes} bytes`, got);
}
