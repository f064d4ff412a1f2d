import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

const maximumEntries = 10_000;
const probePort = 9;

/**
 * Which of our addresses the system uses towards a peer. Asked once per peer by connecting a datagram socket, which
 * sends nothing; the answer is kept until the cache is full and then asked again.
 */
export class RouteAddresses {
  readonly #known = new Map<string, string>();
  readonly #asking = new Map<string, Promise<string>>();

  /** The answer, if it has been found before. */
  known(remoteAddress: string): string | undefined {
    return this.#known.get(remoteAddress);
  }

  /** Finds the answer; the unspecified address when the system has no route. */
  find(remoteAddress: string): Promise<string> {
    const running = this.#asking.get(remoteAddress);
    if (running) return running;
    const question = askSystem(remoteAddress).then((address) => {
      this.#asking.delete(remoteAddress);
      if (this.#known.size >= maximumEntries) this.#known.clear();
      this.#known.set(remoteAddress, address);
      return address;
    });
    this.#asking.set(remoteAddress, question);
    return question;
  }
}

function askSystem(remoteAddress: string): Promise<string> {
  const unspecified = isIPv6(remoteAddress) ? '::' : '0.0.0.0';
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(remoteAddress) ? 'udp6' : 'udp4');
    const finish = (address: string): void => {
      resolve(address);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
    };
    socket.once('error', () => finish(unspecified));
    socket.connect(probePort, remoteAddress, () => finish(socket.address().address));
  });
}
