import { levelText, percentText } from './figure-text.js';
import type { Inspection } from './inspection.js';
import { silenceDbov } from './level-figures.js';

/** A row of figures: what is measured, and its value in each channel. */
export interface FigureRow {
  readonly term: string;
  readonly values: readonly string[];
  /** Whether the figures should make one look twice. */
  readonly bad: boolean;
}

type Channel = Inspection['channels'][number];

/** More than this share of full scale is an offset that one hears at each cut. */
const badDcOffset = 0.01;

/** The figures of each channel, as terminal and page show them. */
export function figureTable({ channels }: Inspection): FigureRow[] {
  const row = (term: string, text: (channel: Channel) => string, bad?: (channel: Channel) => boolean): FigureRow => ({
    term,
    values: channels.map(text),
    bad: bad !== undefined && channels.some(bad),
  });
  return [
    row('peak', ({ peakDbfs }) => levelText(peakDbfs, 'dBFS')),
    row('RMS', ({ rmsDbov }) => levelText(rmsDbov, 'dBov')),
    row('active speech level (P.56)', ({ speechLevelDbov }) =>
      optionalText(speechLevelDbov, (db) => `${db.toFixed(1)} dBov`),
    ),
    row('speech activity', ({ activityFactor }) => optionalText(activityFactor, percentText)),
    row('speech', speechText),
    row('clipped', clippedText, ({ clippedSamples }) => clippedSamples > 0),
    row(
      'DC offset',
      ({ dcOffset }) => dcText(dcOffset),
      ({ dcOffset }) => Math.abs(dcOffset) > badDcOffset,
    ),
    row(`silence (below ${silenceDbov} dBov)`, ({ silenceShare }) => percentText(silenceShare)),
  ];
}

function optionalText(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? 'none' : text(value);
}

function speechText({ speech }: Channel): string {
  if (speech === undefined || speech.stretches.length === 0) return speech === undefined ? 'not looked for' : 'none';
  const count = speech.stretches.length;
  return `${percentText(speech.share)} in ${count} ${count === 1 ? 'stretch' : 'stretches'}`;
}

function clippedText({ clippedSamples, clippedPlaces }: Channel): string {
  if (clippedSamples === 0) return 'none';
  return `${clippedSamples} samples in ${clippedPlaces} ${clippedPlaces === 1 ? 'place' : 'places'}`;
}

function dcText(offset: number): string {
  const percent = offset * 100;
  return Math.abs(percent) < 0.005 ? 'none' : `${percent.toFixed(2)} %`;
}
