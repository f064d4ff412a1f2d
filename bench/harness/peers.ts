import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { nativeProgram } from './paths.js';

/** Libraries that are linked into benchmark programs where they are installed, and the Debian package of each. */
const peerLibraries = {
  spandsp: { library: 'libspandsp', debianPackage: 'libspandsp-dev' },
  libsrtp: { library: 'libsrtp2', debianPackage: 'libsrtp2-dev' },
  soxr: { library: 'libsoxr', debianPackage: 'libsoxr-dev' },
  samplerate: { library: 'libsamplerate', debianPackage: 'libsamplerate0-dev' },
} as const;

/** A peer with a folder in `bench/native/`. */
export type PeerLibrary = keyof typeof peerLibraries;

/** Libraries that the addon links itself, and that are peers in what else they can. */
export type LinkedLibrary = 'speexdsp' | 'webrtc';

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a program, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** The program built from `bench/native/PEER/NAME.cc`, or undefined where the peer is not installed. */
export function findPeerProgram(peer: PeerLibrary | LinkedLibrary, name: string): string | undefined {
  const file = nativeProgram(`${peer}_${name}`);
  return isProgram(file) ? file : undefined;
}

/** What to tell when `findPeerProgram` finds none. */
export function missingPeerLibrary(peer: PeerLibrary): string {
  const { library, debianPackage } = peerLibraries[peer];
  return missingPeer(library, debianPackage);
}

/** What to tell when a peer is not here. */
export function missingPeer(name: string, debianPackage: string): string {
  return `${name} is not installed, so its columns are empty: apt-get install ${debianPackage}`;
}
