import type { Random } from './random.js';

/** What a packet sent at `sentMs` takes, above the fastest possible one; undefined: it is lost. */
export type Delay = (sentMs: number, random: Random) => number | undefined;

/** How a network behaves for a while. */
export interface Weather {
  readonly name: string;
  readonly delay: Delay;
}

function losing(share: number): Delay {
  return (_, random) => (random.uniform() < share ? undefined : 0);
}

/** Gilbert: 5 % lost, in bursts of four on average. */
function bursts(): Delay {
  let lost = false;
  return (_, random) => {
    lost = random.uniform() < (lost ? 0.75 : (0.25 * 0.05) / 0.95);
    return lost ? undefined : 0;
  };
}

/** Every five seconds nothing comes for 300 ms, and then everything at once. */
const spikes: Delay = (sentMs) => Math.max(0, 300 - (sentMs % 5000));

/** Every 10 s the way is 80 ms longer, or shorter again, where packets overtake; one in 50 comes 30 ms late. */
const route: Delay = (sentMs, random) => (sentMs % 20_000 < 10_000 ? 0 : 80) + (random.uniform() < 0.02 ? 30 : 0);

/** All that a day brings, one after the other: the families that the benchmark of the jitter buffer goes through. */
export const weathers: readonly Weather[] = [
  { name: 'clean', delay: () => 0 },
  { name: 'Gaussian 20 ms', delay: (_, random) => Math.abs(random.gaussian()) * 20 },
  { name: 'Gaussian 60 ms', delay: (_, random) => Math.abs(random.gaussian()) * 60 },
  { name: 'exponential 40 ms', delay: (_, random) => random.exponential() * 40 },
  { name: 'loss 1 %', delay: losing(0.01) },
  { name: 'loss 5 %', delay: losing(0.05) },
  { name: 'loss 10 %', delay: losing(0.1) },
  { name: 'bursts', delay: bursts() },
  { name: 'spikes', delay: spikes },
  { name: 'route', delay: route },
];
