// Conferences by number: who enters the same digits meets.
import { Server } from 'ossicle';

const prompt = { kind: 'tones', tones: [{ frequenciesHz: [440, 660], durationMs: 300 }] };

const server = await Server.start({ sipPort: Number(process.env.PORT ?? 5060) }, async (call) => {
  call.events.on('conference.joined', ({ conference }) => console.log(`${call.caller.user} joined ${conference}`));
  await call.answer();
  await call.play(prompt, { interruptedByDtmf: true });
  const { digits, endedBy } = await call.listenDtmf({ maxDigits: 8, timeoutMs: 30_000, interDigitTimeoutMs: 4000 });
  if (digits === '' || endedBy === 'hangup') return;
  call.join(`meeting ${digits}`);
  await new Promise((resolve) => call.onHangup(resolve));
});

process.once('SIGINT', () => server.close());
console.log(`ready: call ${server.uri}`);
