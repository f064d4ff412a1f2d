import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { levelDbfs } from '../phones/audio-analysis.js';
import { findProgram } from '../phones/program.js';
import { tsharkInstalled } from '../phones/tshark.js';
import { readWav } from '../phones/wav.js';
import { endOf, runProgram, startProgram } from './run-program.js';

const folder = mkdtempSync(join(tmpdir(), 'ossicle-leak-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('an engine left open keeps no process alive, and its recording is complete', async () => {
  const ended = await runProgram('leave-open', [folder], 10_000);
  expect(ended).toMatchObject({ code: 0, signal: null, output: 'end of program\n', errors: '' });
  const path = join(folder, 'left-open.wav');
  expect(statSync(path).size).toBe(44 + readFileSync(path).readUInt32LE(40));
  expect(readFileSync(path).readUInt32LE(40)).toBeGreaterThan(3_000);
});

test('a process killed while it records leaves files that open', async () => {
  const child = startProgram('record-until-killed', [folder]);
  const ended = endOf(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  await new Promise((resolve) => setTimeout(resolve, 3_300));
  child.kill('SIGKILL');
  expect(await ended).toMatchObject({ signal: 'SIGKILL', errors: '' });
  const path = join(folder, 'killed.wav');
  const announced = readFileSync(path).readUInt32LE(40);
  // Of 3.3 s at least all but the last second and a little.
  expect(announced).toBeGreaterThanOrEqual(2 * 16_000);
  expect(statSync(path).size).toBeGreaterThanOrEqual(44 + announced);
  expect(levelDbfs(readWav(path))).toBeGreaterThan(-40);
  expect(wholePackets(join(folder, 'killed.pcap'))).toBeGreaterThan(130);
  if (findProgram('ffmpeg')) expect(secondsByFfmpeg(join(folder, 'killed.ogg'))).toBeGreaterThan(1.9);
  if (tsharkInstalled) {
    // It would complain of a record that is cut short.
    const args = ['-r', join(folder, 'killed.pcap'), '-d', 'udp.port==10000,rtp', '-Y', 'rtp'];
    expect(execFileSync('tshark', args, { encoding: 'utf8' }).trim().split('\n').length).toBeGreaterThan(130);
  }
});

/** Records of a capture file, none of which may be cut. */
function wholePackets(path: string): number {
  const bytes = readFileSync(path);
  let count = 0;
  let at = 24;
  for (; at + 16 <= bytes.length; count += 1) at += 16 + bytes.readUInt32LE(at + 8);
  expect(at).toBe(bytes.length);
  return count;
}

function secondsByFfmpeg(path: string): number {
  const pcm = execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', '8000', '-']);
  return pcm.length / 16_000;
}

test('engines on the main thread and in two workers run side by side', async () => {
  const ended = await runProgram('three-threads');
  expect(ended).toMatchObject({ code: 0, errors: '' });
  const reports = JSON.parse(ended.output);
  expect(reports).toHaveLength(3);
  for (const report of reports) {
    expect(report.heard).toBeGreaterThan(35);
    expect(report.started).toBe(1);
  }
  expect(reports.slice(0, 2).map(({ code }: { code: number }) => code)).toEqual([0, 0]);
});

test('a worker that is terminated in mid-call takes its engine along and nothing else', async () => {
  const ended = await runProgram('terminate-workers');
  expect(ended).toMatchObject({ code: 0, signal: null, output: 'all terminated\n', errors: '' });
});
