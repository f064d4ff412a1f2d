import { callProgressData, specialInformationData } from './call-progress-data.js';
import type { ToneStep } from './tone-step.js';
import { checkOneOf } from './unit.js';

/** A country of the table by its ISO 3166 code in lower case, or `itu` for what ITU-T E.180 recommends. */
export type CallProgressCountry = keyof typeof callProgressData;
/** Signals that the network gives a caller. */
export type CallProgressSignal = 'dial' | 'busy' | 'ringback' | 'congestion' | 'callWaiting' | 'sit';
/** The special information tone of ITU-T E.180 or, by its code, one of North America's. */
export type SpecialInformationCode = keyof typeof specialInformationData;

/** The countries of the table. */
export const callProgressCountries: readonly CallProgressCountry[] = Object.freeze(
  Object.keys(callProgressData) as CallProgressCountry[],
);
/** The codes of the special information tones. */
export const specialInformationCodes: readonly SpecialInformationCode[] = Object.freeze(
  Object.keys(specialInformationData) as SpecialInformationCode[],
);
const signals: readonly CallProgressSignal[] = ['dial', 'busy', 'ringback', 'congestion', 'callWaiting', 'sit'];

/**
 * A call progress tone (ITU-T E.180 and its Supplement 2) as steps for `ToneGenerator.play`, to be repeated; `sit` is
 * played once. Where the table knows none for the country, that of `itu`.
 *
 * @throws OssicleError INVALID_ARGUMENT.
 * @example generator.play(callProgressTone('de', 'ringback'), { repeat: true });
 */
export function callProgressTone(country: CallProgressCountry, signal: CallProgressSignal): readonly ToneStep[] {
  checkOneOf('country', country, callProgressCountries);
  checkOneOf('signal', signal, signals);
  if (signal === 'sit') return specialInformationTone('itu');
  const own: Partial<Record<CallProgressSignal, string>> = callProgressData[country];
  return stepsOf(own[signal] ?? callProgressData.itu[signal]);
}

/**
 * All tones that the table has for a country, by name, with `sit`: patterns for a `ToneDetector`.
 *
 * @throws OssicleError INVALID_ARGUMENT.
 */
export function callProgressTones(
  country: CallProgressCountry,
): Partial<Record<CallProgressSignal, readonly ToneStep[]>> {
  checkOneOf('country', country, callProgressCountries);
  const named = Object.entries(callProgressData[country]).map(([signal, text]) => [signal, stepsOf(text)]);
  return { ...Object.fromEntries(named), sit: specialInformationTone('itu') };
}

/**
 * The three steps before an announcement that a call has failed: 950, 1400 and 1800 Hz for 330 ms each (`itu`), or the
 * lower and higher, shorter and longer ones by which North America tells the reasons apart.
 *
 * @throws OssicleError INVALID_ARGUMENT.
 */
export function specialInformationTone(code: SpecialInformationCode = 'itu'): readonly ToneStep[] {
  checkOneOf('code', code, specialInformationCodes);
  return stepsOf(specialInformationData[code]);
}

function stepsOf(text: string): ToneStep[] {
  return text.split(' ').flatMap((sound) => {
    const [frequencies = '', times] = sound.split('/');
    const [carriers = '', modulation] = frequencies.split('*');
    const frequenciesHz = carriers.split('+').map(Number);
    const voice = modulation ? { frequenciesHz, modulationHz: Number(modulation) } : { frequenciesHz };
    if (!times) return [{ ...voice, onMs: Number.POSITIVE_INFINITY }];
    const durationsMs = times.split(',').map(Number);
    return durationsMs.flatMap((onMs, i) => (i % 2 === 0 ? [{ ...voice, onMs, offMs: durationsMs[i + 1] ?? 0 }] : []));
  });
}
