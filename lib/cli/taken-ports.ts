import { createSocket } from 'node:dgram';
import { systemErrorCode } from '../core/index.js';

/** Ports looked at; trying them all would take long. */
const samples = 64;

/** How many UDP ports of an inclusive range, tried evenly over it, other programs hold. */
export async function takenPorts(range: {
  readonly min: number;
  readonly max: number;
}): Promise<{ tried: number; taken: number }> {
  const size = range.max - range.min + 1;
  const tried = Math.min(samples, size);
  let taken = 0;
  for (let index = 0; index < tried; index++) {
    if (await isTaken(range.min + Math.floor((index * size) / tried))) taken++;
  }
  return { tried, taken };
}

function isTaken(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      socket.close();
      resolve(systemErrorCode(error) === 'EADDRINUSE');
    });
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve(false)));
  });
}
