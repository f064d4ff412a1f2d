// What a frame of 20 ms costs through the TypeScript class, in speech and in dialling:
//
//   node dtmf-class.js MILLISECONDS FILE...
//
// Prints one line of JSON. Of the files, those are heard that are WAV at a rate of the detector's.
import { readFileSync } from 'node:fs';
import { DtmfDetector, DtmfGenerator } from 'ossicle/audio';

const [windowMs = '300', ...files] = process.argv.slice(2);
const sampleRateHz = 8000;
const frameSamples = 160;
const stretch = 100;

function readSpeech(): Int16Array {
  const samples: number[] = [];
  for (const file of files) {
    const bytes = readFileSync(file);
    if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.readUInt32LE(24) !== sampleRateHz) continue;
    for (let at = bytes.indexOf('data') + 8; at + 1 < bytes.length; at += 2) samples.push(bytes.readInt16LE(at));
  }
  return Int16Array.from(samples);
}

function dial(): Int16Array {
  using generator = new DtmfGenerator({ sampleRateHz });
  generator.dial('123A456B789C*0#D'.repeat(8));
  const audio = new Int16Array(128 * 1600);
  generator.process(audio);
  return audio;
}

/** Median over stretches of frames, as the native programs count. */
function microsecondsPerFrame(audio: Int16Array, ms: number): number[] {
  using detector = new DtmfDetector({ sampleRateHz });
  const frames: Int16Array[] = [];
  for (let at = 0; at + frameSamples <= audio.length; at += frameSamples)
    frames.push(audio.subarray(at, at + frameSamples));
  if (frames.length < stretch) return [];
  const stretchesUs: number[] = [];
  const end = performance.now() + ms;
  for (let next = 0; performance.now() < end; next += stretch) {
    if (next + stretch > frames.length) next = 0;
    const begin = performance.now();
    for (let i = next; i < next + stretch; ++i) detector.process(frames[i] as Int16Array);
    stretchesUs.push(((performance.now() - begin) * 1000) / stretch);
  }
  stretchesUs.sort((a, b) => a - b);
  return [stretchesUs[stretchesUs.length >> 1] ?? 0];
}

const [speech, dialling] = [readSpeech(), dial()];
for (const audio of [speech, dialling]) microsecondsPerFrame(audio, Number(windowMs)); // until JavaScript is compiled
const report = {
  speech: microsecondsPerFrame(speech, Number(windowMs)),
  dialling: microsecondsPerFrame(dialling, Number(windowMs)),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
