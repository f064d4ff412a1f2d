import type { Inspection } from './inspection.js';

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
    figures: channels.map(({ outline: _, spectrogram: __, heard: ___, ...figures }) => figures),
    loudness,
    heard: heard.map(({ kind, name, label, channel, fromSeconds, toSeconds }) => ({
      kind,
      name,
      label,
      channel: channels[channel]?.name,
      fromSeconds,
      toSeconds,
    })),
    faults,
  };
  return JSON.stringify(report, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value), 2);
}
