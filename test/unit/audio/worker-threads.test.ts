import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let copy: string;

/** Workers load no TypeScript: a copy of what they need, compiled, beside the same addon and packages. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'ossicle-units-'));
  for (const folder of ['core', 'native', 'audio']) {
    for (const file of readdirSync(join(root, 'lib', folder), { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.ts')) compile(join(folder, file));
    }
  }
  for (const folder of ['build', 'node_modules', 'prebuilds'])
    symlinkSync(join(root, folder), join(copy, folder), 'junction');
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function compile(file: string): void {
  const target = join(copy, 'lib', file.replace(/\.ts$/, '.js'));
  const source = readFileSync(join(root, 'lib', file), 'utf8');
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, ts.transpileModule(source, { compilerOptions: options }).outputText);
}

/** Every kind of unit in one loop of `rounds`; a digest of all that came out. Runs as it stands in each thread. */
const work = `
  export function digest(audio, rounds) {
    const units = [
      new audio.ToneGenerator({ sampleRateHz: 8000 }), new audio.Resampler({ inputRateHz: 8000, outputRateHz: 16000 }),
      new audio.OpusEncoder({ sampleRateHz: 16000 }), new audio.OpusDecoder({ sampleRateHz: 16000 }),
      new audio.G711Encoder({ law: 'a-law' }), new audio.G711Decoder({ law: 'a-law' }),
      new audio.L16Encoder(), new audio.L16Decoder(), new audio.DtmfDetector({ sampleRateHz: 8000 }),
      new audio.DtmfGenerator({ sampleRateHz: 8000 }), new audio.Mixer({ sampleRateHz: 8000, frameSamples: 160 }),
      new audio.LevelMeter({ sampleRateHz: 16000 }), new audio.G722Encoder(), new audio.G722Decoder(),
      new audio.ComfortNoiseAnalyzer(), new audio.ComfortNoiseGenerator({ sampleRateHz: 16000 }),
    ];
    const [tone, resampler, opusEncoder, opusDecoder, encoder, decoder, l16, l16Back, detector, keys, mixer, meter,
      g722, g722Back, analyzer, noise] = units;
    const [anna, ben] = [mixer.addInput(), mixer.addInput()];
    const [a, b, out] = [0, 0, 0].map(() => new Int16Array(160));
    const [wide, back, bytes, packet] = [new Int16Array(320), new Int16Array(320), new Uint8Array(320), new Uint8Array(1277)];
    tone.play([{ frequenciesHz: [350, 440], onMs: 300, offMs: 200 }], { repeat: true });
    let digits = '';
    let sum = 0;
    for (let round = 0; round < rounds; round++) {
      if (keys.done) keys.dial('0123456789');
      tone.process(a);
      keys.process(b);
      for (const event of detector.process(b)) if (event.type === 'ended') digits += event.digit;
      mixer.write(anna, a);
      mixer.write(ben, b);
      mixer.mix();
      mixer.readWithout(anna, out);
      encoder.process(out, bytes);
      decoder.process(bytes.subarray(0, 160), out);
      l16.process(out, bytes);
      l16Back.process(bytes, out);
      resampler.process(out, wide);
      g722.process(wide, bytes);
      g722Back.process(bytes.subarray(0, 160), wide);
      analyzer.process(wide);
      noise.describe(bytes.subarray(0, analyzer.write(bytes)));
      noise.process(back);
      for (let n = 0; n < 320; n++) wide[n] = (wide[n] + back[n]) >> 1;
      opusDecoder.process(packet.subarray(0, opusEncoder.process(wide, packet)), back);
      meter.process(back);
      for (const sample of back) sum = (Math.imul(sum, 31) + sample) | 0;
    }
    const result = { sum, digits, rms: meter.rmsDbfs };
    for (const unit of units) unit.close();
    return result;
  }
`;

const workerSource = `
  import { parentPort, workerData } from 'node:worker_threads';
  import * as audio from './lib/audio/index.js';
  import { digest } from './work.mjs';
  parentPort.postMessage(digest(audio, workerData));
`;

function inWorker(rounds: number): Promise<unknown> {
  const worker = new Worker(join(copy, 'worker.mjs'), { workerData: rounds });
  return new Promise((resolve, reject) => {
    worker.once('message', (result) => worker.once('exit', () => resolve(result)));
    worker.once('error', reject);
  });
}

it('two workers and the main thread use every unit at once, with one result', async () => {
  writeFileSync(join(copy, 'work.mjs'), work);
  writeFileSync(join(copy, 'worker.mjs'), workerSource);
  const load = (file: string) => import(/* @vite-ignore */ pathToFileURL(join(copy, file)).href);
  const [audio, { digest }] = await Promise.all([load('lib/audio/index.js'), load('work.mjs')]);
  const workers = [inWorker(1500), inWorker(1500)];
  const result = digest(audio, 1500);
  expect(result.digits).toMatch(/^(0123456789)+/);
  expect(await Promise.all(workers)).toEqual([result, result]);
});

it('a worker that ends with open units takes nothing with it', async () => {
  writeFileSync(
    join(copy, 'open.mjs'),
    `import { OpusEncoder } from './lib/audio/index.js';
     globalThis.kept = Array.from({ length: 50 }, () => new OpusEncoder({ sampleRateHz: 48000 }));`,
  );
  for (let i = 0; i < 3; i++) {
    const worker = new Worker(join(copy, 'open.mjs'));
    expect(await new Promise((resolve) => worker.once('exit', resolve))).toBe(0);
  }
});
