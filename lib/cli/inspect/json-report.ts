import type { Inspection } from './inspection.js';
import type { Track } from './time-track.js';
import { readableLevel, readableProbability } from './voice-track.js';

/** The inspection as one JSON object; levels of digital silence are null. Docs: docs/commands.md. */
export function jsonReport({
  path,
  container,
  encoding,
  bytes,
  format,
  seconds,
  channels,
  loudness,
  heard,
  faults,
}: Inspection): string {
  const report = {
    file: path,
    container,
    encoding,
    bytes,
    ...format,
    seconds,
    figures: channels.map(({ outline: _, spectrogram: __, heard: ___, levelDbov: ____, speech, ...figures }) => ({
      ...figures,
      speechShare: speech?.share,
    })),
    loudness,
    heard: heard.map(({ kind, name, label, channel, fromSeconds, toSeconds }) => ({
      kind,
      name,
      label,
      channel: channels[channel]?.name,
      fromSeconds,
      toSeconds,
    })),
    speech: channels.flatMap(({ name, speech }) => (speech?.stretches ?? []).map((one) => ({ channel: name, ...one }))),
    tracks: channels.map(({ name, levelDbov, speech }) => ({
      channel: name,
      level: levelTrack(levelDbov),
      speech: speech && speechTrack(speech.probability),
    })),
    faults,
  };
  const text = JSON.stringify(
    report,
    (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value),
    2,
  );
  return text.replaceAll(/\[(\s+(-?[\d.]+(e-?\d+)?|null),?)+\s+\]/g, (numbers) => numbers.replaceAll(/\s+/g, ' '));
}

function levelTrack(track: Track) {
  const { stepSeconds, values } = readableLevel(track);
  return { stepSeconds, rmsDbov: Array.from(values, (db) => Math.round(10 * db) / 10) };
}

function speechTrack(track: Track) {
  const { stepSeconds, values } = readableProbability(track);
  return { stepSeconds, probability: Array.from(values, (share) => Math.round(100 * share) / 100) };
}
