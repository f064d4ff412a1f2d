#!/usr/bin/env node
import { run } from './run.js';

process.stdout.on('error', () => undefined);

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  onSignal: (signal, listener) => void process.on(signal, listener),
  exit: (exitCode) => process.exit(exitCode),
});
