import type { Random } from './random.js';

/** The delay in ms of the packet that leaves at `sentMs`, asked for in order; undefined when it is lost. */
export type Network = (sentMs: number) => number | undefined;

/** A kind of network that a name stands for. */
export interface NetworkFamily {
  readonly about: string;
  /** How much too fast the sender's clock runs. */
  readonly driftPpm?: number;
  readonly network: (random: Random) => Network;
}

const calm: Network = () => 0;

function gaussian(deviationMs: number): NetworkFamily['network'] {
  return (random) => () => Math.abs(random.gaussian()) * deviationMs;
}

function loss(share: number): NetworkFamily['network'] {
  return (random) => withLoss(calm, { share, burst: 1 }, random);
}

/** About every five seconds nothing arrives for 300 ms, and then everything at once. */
function spikes(random: Random): Network {
  let next = 2500 + random.uniform() * 2500;
  return (sentMs) => {
    if (sentMs >= next + 300) next += 4500 + random.uniform() * 1000;
    return sentMs >= next ? Math.max(0, next + 300 - sentMs) : 0;
  };
}

/** Every 10 s the route becomes 80 ms longer, or shorter again; one packet in 50 comes 30 ms late. */
function route(random: Random): Network {
  return (sentMs) => (Math.floor(sentMs / 10_000) % 2 === 1 ? 80 : 0) + (random.uniform() < 0.02 ? 30 : 0);
}

/** The networks that the benchmark `jitter` has as well; delays of successive packets are independent. */
export const networkFamilies: Readonly<Record<string, NetworkFamily>> = {
  clean: { about: 'no delay, no loss', network: () => calm },
  gauss20: { about: 'Gaussian delay (absolute value), deviation 20 ms', network: gaussian(20) },
  gauss60: { about: 'Gaussian delay, deviation 60 ms', network: gaussian(60) },
  exp40: { about: 'exponential delay, mean 40 ms', network: (random) => () => random.exponential() * 40 },
  loss1: { about: '1 % of packets lost', network: loss(0.01) },
  loss5: { about: '5 % lost', network: loss(0.05) },
  loss10: { about: '10 % lost', network: loss(0.1) },
  burst: { about: '5 % lost in bursts of 4', network: (random) => withLoss(calm, { share: 0.05, burst: 4 }, random) },
  spikes: { about: 'about every 5 s nothing for 300 ms, then all at once', network: spikes },
  'drift+500': { about: 'a sender whose clock is 500 ppm fast', driftPpm: 500, network: () => calm },
  'drift-500': { about: 'a sender whose clock is 500 ppm slow', driftPpm: -500, network: () => calm },
  route: { about: '80 ms longer or shorter every 10 s; 1 packet in 50 late by 30 ms', network: route },
};

/** Loss in bursts (Gilbert's model). */
export interface Loss {
  /** Of all packets, 0 to 1. */
  readonly share: number;
  /** Packets lost in a row, on average; 1 for none that hang together. */
  readonly burst: number;
}

/** `network` with some of its packets lost. Of independent losses some follow one another by chance, too. */
export function withLoss(network: Network, { share, burst }: Loss, random: Random): Network {
  if (burst <= 1) return (sentMs) => (random.uniform() < share ? skipped(network, sentMs) : network(sentMs));
  const begins = share / (1 - share) / burst;
  let lost = false;
  return (sentMs) => {
    lost = random.uniform() < (lost ? 1 - 1 / burst : begins);
    return lost ? skipped(network, sentMs) : network(sentMs);
  };
}

/** Asks the network all the same, so that the delays of the others stay as they are without loss. */
function skipped(network: Network, sentMs: number): undefined {
  network(sentMs);
  return undefined;
}
