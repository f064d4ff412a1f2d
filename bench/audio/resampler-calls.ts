// The Resampler of ossicle/audio over a signal: bench/native/resampler_program.h in TypeScript.
//   resampler-calls.js IN_HZ OUT_HZ QUALITY FILES ROUND_MS
import { readFileSync, writeFileSync } from 'node:fs';
import { Resampler, type ResamplerOptions } from 'ossicle/audio';
import { median } from '../harness/statistics.js';

const [inHz = 0, outHz = 0, quality = 5] = process.argv.slice(2, 5).map(Number);
const [files = '', roundMs = '0'] = process.argv.slice(5);
const resampler = new Resampler({ inputRateHz: inHz, outputRateHz: outHz, quality } as ResamplerOptions);
const bytes = readFileSync(`${files}.input`);
const input = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const block = inHz / 50;
const blocks = Math.floor(input.length / block);

/** Milliseconds of output that are missing when they are due, at the worst moment; the output goes to a file. */
function writeOutput(): number {
  const output = new Float32Array(Math.ceil((input.length * outHz) / inHz) + 64);
  let written = 0;
  let withheldMs = 0;
  for (let i = 0; i < blocks; ++i) {
    written += resampler.process(input.subarray(i * block, (i + 1) * block), output.subarray(written));
    withheldMs = Math.max(withheldMs, (1000 * (i + 1) * block) / inHz - (1000 * written) / outHz);
  }
  writeFileSync(`${files}.output`, output.subarray(0, written));
  return withheldMs;
}

function usPerBlock(): number {
  const samples = Int16Array.from(input, (value) => value * 32_767);
  const frames = Array.from({ length: blocks }, (_, i) => samples.subarray(i * block, (i + 1) * block));
  const output = new Int16Array(Math.ceil((block * outHz) / inHz) + 16);
  const times: number[] = [];
  for (const end = performance.now() + Number(roundMs); times.length === 0 || performance.now() < end; ) {
    resampler.reset();
    const begin = process.hrtime.bigint();
    for (let i = 0; i < blocks; ++i) resampler.process(frames[i] as Int16Array, output);
    times.push(Number(process.hrtime.bigint() - begin) / 1000 / blocks);
  }
  return median(times) ?? 0;
}

const withheldMs = writeOutput();
process.stdout.write(`${JSON.stringify({ us: usPerBlock(), withheldMs })}\n`);
