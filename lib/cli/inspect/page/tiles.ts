import { levelText, peakText, percentText } from '../figure-text.js';
import type { Inspection } from '../inspection.js';
import type { Loudness } from '../loudness.js';

/** One of the figures at the top of the page. */
export interface Tile {
  readonly term: string;
  readonly value: string;
  readonly remark?: string;
  readonly bad?: boolean;
}

/** What one wants to know first. */
export function tilesOf({ channels, loudness, heard }: Inspection): Tile[] {
  const peakDbfs = Math.max(...channels.map((channel) => channel.peakDbfs));
  const speechDbov = Math.max(...channels.map(({ speechLevelDbov }) => speechLevelDbov ?? Number.NEGATIVE_INFINITY));
  const clipped = channels.reduce((sum, { clippedSamples }) => sum + clippedSamples, 0);
  const silence = channels.reduce((sum, { silenceShare }) => sum + silenceShare, 0) / channels.length;
  return [
    ...(loudness ? loudnessTiles(loudness) : [{ term: 'Peak', value: levelText(peakDbfs, 'dBFS') }]),
    { term: 'Speech level', value: levelText(speechDbov, 'dBov') },
    ...speechTiles(channels),
    { term: 'Clipped', value: clipped === 0 ? 'none' : `${clipped} samples`, bad: clipped > 0 },
    { term: 'Silence', value: percentText(silence) },
    { term: 'Digits and tones', value: String(heard.length) },
  ];
}

function speechTiles(channels: Inspection['channels']): Tile[] {
  const found = channels.flatMap(({ speech }) => (speech ? [speech] : []));
  if (found.length === 0) return [];
  const share = Math.max(...found.map((speech) => speech.share));
  const count = found.reduce((sum, { stretches }) => sum + stretches.length, 0);
  return [{ term: 'Speech', value: percentText(share), remark: `${count} ${count === 1 ? 'stretch' : 'stretches'}` }];
}

function loudnessTiles({ integratedLufs, rangeLu, truePeakDbtp }: Loudness): Tile[] {
  const range = rangeLu === undefined ? {} : { remark: `range ${rangeLu.toFixed(1)} LU` };
  return [
    { term: 'Loudness', value: integratedLufs === undefined ? 'none' : `${integratedLufs.toFixed(1)} LUFS`, ...range },
    { term: 'True peak', value: peakText(truePeakDbtp) },
  ];
}
