import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from '../harness/benchmark.js';
import type { Row } from '../harness/result.js';
import { codecCases } from './codec-cases.js';
import { measureMismatches } from './codec-mismatches.js';
import { measureTimes } from './codec-times.js';

/** What our classes take for 20 ms beside bare libopus and libspandsp, and where they differ from others. */
export const codecs: Benchmark = {
  name: 'codecs',
  about: 'G.711, G.722 and Opus per 20 ms beside bare libopus and spandsp, and mismatches',
  async run({ quick, say }) {
    const folder = mkdtempSync(join(tmpdir(), 'ossicle-codecs-'));
    try {
      const notes: string[] = [];
      const rows: Row[] = [];
      for (const one of codecCases(quick)) {
        say(one.name);
        const { rows: found, notes: told } = await measureTimes(one, folder, quick);
        rows.push(...found);
        notes.push(...told);
      }
      say('mismatches');
      const mismatches = await measureMismatches(folder, quick);
      return { rows: [...rows, ...mismatches.rows], notes: [...notes, ...mismatches.notes] };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
