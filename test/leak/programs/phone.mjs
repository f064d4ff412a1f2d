// A phone in a process of its own, so that nobody else's event loop is in its clock.
import { Phone, wait } from './engine.mjs';

const [port, durationMs] = process.argv.slice(2).map(Number);
const phone = await new Phone().start(port);
await wait(durationMs);
phone.stop();
console.log(JSON.stringify(phone.heard));
