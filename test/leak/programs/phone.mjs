// A phone in a process of its own, so that nobody else's event loop is in its clock.
import { setPriority } from 'node:os';
import { Phone, wait } from './engine.mjs';

try {
  setPriority(-15);
} catch {
  // Only root may; without it a busy machine shows in the figures.
}
const [port, durationMs] = process.argv.slice(2).map(Number);
const phone = await new Phone().start(port);
await wait(durationMs);
phone.stop();
console.log(JSON.stringify(phone.heard));
