import type { Party } from '../calls/leg.js';
import { decodedUser, detachedText, type NameAddr, parseSipUri, uriScheme } from '../protocol/sip/index.js';

/** What a From or To header says about a person. */
export function partyOf(address: NameAddr | undefined): Party {
  if (!address) return { user: '', displayName: '', uri: '' };
  const { uri, displayName } = address;
  return { user: detachedText(userOf(uri)), displayName: detachedText(displayName), uri: detachedText(uri) };
}

function userOf(uri: string): string {
  if (uriScheme(uri) !== 'tel') return decodedUser(parseSipUri(uri));
  const number = uri.slice(4);
  const semicolon = number.indexOf(';');
  return semicolon < 0 ? number : number.slice(0, semicolon);
}
