import { expect, it } from 'vitest';
import type { DaySummary } from '../../bench/audio/day/listener.js';
import type { DayLine, DayReading } from '../../bench/audio/simulated-day.js';
import { jsonLines } from './json-lines.js';
import { describeMemory, growthOf, mostGrowthBytes } from './resident-memory.js';

const seed = 1;
const settledReading = 1;
/** 24 hours of packets of 20 ms. */
const sentPackets = 4_320_000;
/** The bound of the jitter buffer, a packet and a tick. */
const mostDelayMs = 400 + 20 + 20;

/** The most mean delay in ms, and the most of the audio that may be concealed, by the weather on the line. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  clean: [30, 0.001],
  'Gaussian 20 ms': [100, 0.01],
  'Gaussian 60 ms': [220, 0.01],
  'exponential 40 ms': [260, 0.012],
  'loss 1 %': [30, 0.015],
  'loss 5 %': [30, 0.055],
  'loss 10 %': [30, 0.105],
  bursts: [30, 0.05],
  spikes: [310, 0.01],
  route: [130, 0.01],
};

async function liveThroughADay(codec: string, signal: AbortSignal): Promise<[DayReading[], DaySummary]> {
  const readings: DayReading[] = [];
  let summary: DaySummary | undefined;
  for await (const line of jsonLines<DayLine>('audio/simulated-day.js', [codec, seed], signal)) {
    if (!('hours' in line)) summary = line;
    else readings.push(line);
    if ('hours' in line) console.log(`  ${codec}: ${line.hours} hours in ${line.seconds.toFixed(0)} s`);
  }
  console.log(`JitterBuffer, a day of ${codec}: ${describeMemory(readings, settledReading)}`);
  if (summary === undefined) throw new Error('The day has no end.');
  return [readings, summary];
}

it.concurrent.for(['pcmu', 'opus'])(
  'a simulated day of %s leaves memory flat and the delay bounded',
  async (codec, { signal }) => {
    const [readings, day] = await liveThroughADay(codec, signal);
    expect(readings.at(-1)?.hours).toBe(24);
    expect(growthOf(readings, settledReading)).toBeLessThan(mostGrowthBytes);

    expect(day.weathers.map(({ name }) => name)).toEqual(Object.keys(bounds));
    for (const { name, frames, exactFrames, ...weather } of day.weathers) {
      const [mostMeanDelayMs = 0, mostConcealed = 0] = bounds[name] ?? [];
      expect(weather.meanBufferDelayMs, name).toBeLessThan(mostMeanDelayMs);
      expect(weather.concealedShare, name).toBeLessThan(mostConcealed);
      expect(weather.mostDelayMs, name).toBeLessThan(mostDelayMs);
      // A lost packet spoils the two frames that it reaches into.
      if (codec === 'pcmu') expect(exactFrames / frames, name).toBeGreaterThan(1 - 2.2 * mostConcealed);
    }

    // The first stream, seven later ones and the two pauses.
    if (codec === 'pcmu') expect(day.msToBegin).toHaveLength(10);
    for (const ms of day.msToBegin) expect(ms).toBeLessThan(1000);
    expect(day.idleFrames).toBeGreaterThan(2 * 3600 * 50 - 200);
    expect(day.idleSounds).toBe(0);
    expect(day.peak).toBeLessThan(1.5);
    expect(Math.abs(day.levelDb)).toBeLessThan(0.5);

    for (const [name, value] of Object.entries(day.stats)) expect(value, name).toBeGreaterThanOrEqual(0);
    expect(day.stats.packetsReceived).toBe(day.delivered);
    expect(day.stats.packetsLost).toBeCloseTo(sentPackets - day.delivered, -1);
    expect(day.stats.packetsUndecodable).toBe(0);
  },
);
