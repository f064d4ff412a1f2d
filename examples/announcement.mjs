// Plays over and over, until the caller presses a key, hangs up, or ten seconds have passed.
import { Server } from 'ossicle';

const chime = {
  kind: 'tones',
  tones: [523, 659, 784].map((hz) => ({ frequenciesHz: [hz], durationMs: 200, pauseMs: 50 })),
};

const server = await Server.start({ sipPort: Number(process.env.PORT ?? 5060) }, async (call) => {
  await call.answer();
  const signal = AbortSignal.timeout(10_000);
  const { playedMs } = await call.play(chime, { repeat: true, interruptedByDtmf: true, signal });
  console.log(`${call.caller.user} listened for ${(playedMs / 1000).toFixed(1)} s`);
});

process.once('SIGINT', () => server.close());
console.log(`ready: call ${server.uri}`);
