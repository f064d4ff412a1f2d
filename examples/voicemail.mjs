// Takes messages: greets, records until # or two minutes have passed, reads nothing back.
import { Server } from 'ossicle';

const server = await Server.start({ sipPort: Number(process.env.PORT ?? 5060) }, async (call) => {
  await call.answer();
  await call.play({ kind: 'tones', tones: [{ frequenciesHz: [1000], durationMs: 400 }] });
  const recording = await call.record({ directory: 'messages', stopOn: '#', maxDurationMs: 120_000 });
  const { path, durationMs } = await recording.finished;
  console.log(`Message of ${(durationMs / 1000).toFixed(1)} s from ${call.caller.user}: ${path}`);
});

process.once('SIGINT', () => server.close());
console.log(`ready: call ${server.uri}`);
