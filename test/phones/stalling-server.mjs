/**
 * A server whose event loop stands still for 200 ms of every second while its callers hear themselves. Run by a test:
 * `node stalling-server.mjs SIP_PORT RTP_MIN RTP_MAX`. Prints `ready`, and `stalled` after each standstill.
 */
import { Server } from '../../dist/index.js';

const STALL_MS = 200;
const [sipPort, rtpMin, rtpMax] = process.argv.slice(2).map(Number);
const options = { sipPort, mediaAddress: '127.0.0.1', rtpPorts: { min: rtpMin, max: rtpMax } };

const server = await Server.start(options, async (call) => {
  await call.answer();
  call.setEcho(true);
  const timer = setInterval(stall, 1_000);
  call.onHangup(() => clearInterval(timer));
  await new Promise((resolve) => call.onHangup(resolve));
});

function stall() {
  const end = performance.now() + STALL_MS;
  while (performance.now() < end);
  console.log(`stalled ${STALL_MS} ms`);
}

process.on('SIGINT', () => void server.close());
console.log(`ready ${server.uri}`);
