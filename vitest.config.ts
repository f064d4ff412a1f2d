import { defineConfig } from 'vitest/config';

const minutes = 60_000;

/** Projects whose files share ports, processes or the disk run one file at a time. */
const serial = { fileParallelism: false, maxWorkers: 1, isolate: true } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/scenarios/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
          maxWorkers: 2, // most of them wait for time to pass; vitest alone would take one on two cores
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'architecture',
          include: ['test/architecture/**/*.test.ts'],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['test/types/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'leak',
          include: ['test/leak/**/*.test.ts'],
          ...serial,
          testTimeout: 1 * minutes,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          ...serial,
          testTimeout: 3 * minutes,
          hookTimeout: 5 * minutes,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...serial,
          testTimeout: 2 * minutes,
          hookTimeout: 1 * minutes,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          ...serial,
          maxConcurrency: 2,
          disableConsoleIntercept: true, // lines that tell how far it is
          testTimeout: 60 * minutes,
          hookTimeout: 2 * minutes,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
