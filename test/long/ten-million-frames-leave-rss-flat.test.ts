import { expect, it } from 'vitest';
import type { EnduranceReading } from '../../bench/audio/endurance.js';
import { type FrameCall, frameCalls } from '../../bench/audio/frame-calls.js';
import { native } from '../../lib/native/index.js';
import { jsonLines } from './json-lines.js';
import { describeMemory, growthOf, mostGrowthBytes } from './resident-memory.js';

const frames = 10_000_000;
const settledReading = 2;
const tellEverySeconds = 60;
let finished = 0;

/** Tells each minute how far it is. */
async function endure({ name, about, endurance }: FrameCall, signal: AbortSignal): Promise<EnduranceReading[]> {
  const unit = [name, (endurance ?? { about }).about].filter(Boolean).join(', ');
  const readings: EnduranceReading[] = [];
  let told = 0;
  for await (const reading of jsonLines<EnduranceReading>('audio/endurance.js', [name, frames], signal)) {
    readings.push(reading);
    if (reading.seconds - told < tellEverySeconds || reading.frames === frames) continue;
    told = reading.seconds;
    console.log(`  ${unit}: ${reading.frames / 1e6} million frames in ${told.toFixed(0)} s`);
  }
  const seconds = readings.at(-1)?.seconds.toFixed(0);
  const memory = describeMemory(readings, settledReading);
  console.log(`${++finished} of ${frameCalls.length} ${unit}: ${seconds} s, ${memory}`);
  return readings;
}

// Two at a time, each in a process of its own.
it.concurrent.for(frameCalls)('ten million frames through $name leave RSS flat', async (call, { signal, skip }) => {
  skip(call.webrtc === true && !native().buildInfo().webrtc, 'this build lacks the WebRTC module');
  const readings = await endure(call, signal);
  expect(readings.at(-1)?.frames).toBe(frames);
  expect(growthOf(readings, settledReading)).toBeLessThan(mostGrowthBytes);
});
