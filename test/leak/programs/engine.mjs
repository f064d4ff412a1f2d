// What the programs share: an engine of the built package on loopback, and a phone on a socket of Node's.
import { createSocket } from 'node:dgram';
import { MediaEngine } from '../../../dist/media/index.js';

export function makeEngine(firstPort, ports = 400, threads = 2) {
  const rtpPorts = { min: firstPort, max: firstPort + ports - 1 };
  return new MediaEngine({ threads, bindAddress: '127.0.0.1', rtpPorts });
}

export function configFor(port) {
  return {
    remote: port === undefined ? null : { address: '127.0.0.1', port },
    rtcpMux: true,
    codec: { name: 'PCMU', payloadType: 0 },
    telephoneEvent: null,
  };
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a packet each 20 ms, by the clock, to `port`; `heard` holds arrival and sequence number of what comes back. */
export class Phone {
  heard = [];
  #socket = createSocket('udp4');
  #sequence = 0;
  #timer;

  async start(port) {
    await new Promise((resolve) => this.#socket.bind(0, '127.0.0.1', resolve));
    this.#socket.on('message', (message) => this.#take(message));
    const began = performance.now();
    this.#timer = setInterval(() => {
      while (performance.now() - began >= this.#sequence * 20) this.#send(port);
    }, 5);
    return this;
  }

  get port() {
    return this.#socket.address().port;
  }

  stop() {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #send(port) {
    const packet = Buffer.alloc(172, 0x1f);
    packet.writeUInt16BE(0x8000, 0);
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE(160 * this.#sequence, 4);
    packet.writeUInt32BE(0xabcd, 8);
    this.#sequence += 1;
    this.#socket.send(packet, port, '127.0.0.1');
  }

  #take(message) {
    if (message.length === 172) this.heard.push({ atMs: performance.now(), sequence: message.readUInt16BE(2) });
  }
}
