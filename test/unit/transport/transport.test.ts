import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StreamFramer } from '../../../lib/protocol/sip/index.js';
import {
  type Flow,
  TcpTransport,
  type TcpTransportOptions,
  type Transport,
  UdpTransport,
} from '../../../lib/transport/index.js';

const address = '127.0.0.1';
const open: Transport[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((transport) => transport.close()));
});

interface Inbox {
  readonly messages: string[];
  readonly flows: Flow[];
  readonly closed: Flow[];
  readonly listener: { onMessage(bytes: Buffer, flow: Flow): void; onFlowClosed(flow: Flow): void };
}

function inbox(): Inbox {
  const box = { messages: [] as string[], flows: [] as Flow[], closed: [] as Flow[] };
  const listener = {
    onMessage: (bytes: Buffer, flow: Flow) => {
      box.messages.push(bytes.toString());
      box.flows.push(flow);
    },
    onFlowClosed: (flow: Flow) => void box.closed.push(flow),
  };
  return { ...box, listener };
}

async function openUdp(box: Inbox, bind = address): Promise<UdpTransport> {
  const transport = await UdpTransport.open({ address: bind, port: 0, listener: box.listener });
  open.push(transport);
  return transport;
}

async function openTcp(box: Inbox, options: Partial<TcpTransportOptions> = {}): Promise<TcpTransport> {
  const createFramer = (): StreamFramer => new StreamFramer();
  const transport = await TcpTransport.open({ address, port: 0, listener: box.listener, createFramer, ...options });
  open.push(transport);
  return transport;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 400) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: address, port });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const options = 'OPTIONS sip:x SIP/2.0\r\nContent-Length: 0\r\n\r\n';

describe('UDP', () => {
  it('carries messages both ways on one flow', async () => {
    const [here, there] = [inbox(), inbox()];
    const [a, b] = [await openUdp(here), await openUdp(there)];
    a.flowTo(b.local).send(Buffer.from('ping'));
    await until(() => there.messages.length === 1);
    there.flows[0]?.send(Buffer.from('pong'));
    await until(() => here.messages.length === 1);
    expect(here.messages).toEqual(['pong']);
    expect(here.flows[0]).toMatchObject({ protocol: 'udp', reliable: false, local: a.local });
    expect(here.flows[0]?.remote).toMatchObject(b.local);
  });

  it('knows its address towards a peer when it listens on all', async () => {
    const box = inbox();
    const transport = await openUdp(box, '0.0.0.0');
    const sender = createSocket('udp4');
    sender.send('one', transport.local.port, address);
    sender.send('two', transport.local.port, address);
    await until(() => box.messages.length === 2);
    sender.close();
    expect(box.messages).toEqual(['one', 'two']);
    expect(box.flows[0]?.local).toEqual({ address, port: transport.local.port });
  });

  it('counts what cannot be sent and lives on', async () => {
    const box = inbox();
    const transport = await openUdp(box);
    transport.flowTo({ address, port: 99_999 }).send(Buffer.from('x'));
    transport.flowTo({ address: 'no address', port: 5060 }).send(Buffer.from('x'));
    transport.flowTo({ address, port: transport.local.port }).send(Buffer.alloc(70_000));
    await until(() => transport.counters.sendErrors === 3);
    transport.flowTo(transport.local).send(Buffer.from('still here'));
    await until(() => box.messages.length === 1);
  });
});

describe('TCP', () => {
  it('cuts messages, answers keep-alives and replies on the same connection', async () => {
    const box = inbox();
    const transport = await openTcp(box);
    const socket = await dial(transport.local.port);
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.write(`${options}\r\n\r\n${options.slice(0, 20)}`);
    await until(() => heard === '\r\n');
    socket.write(options.slice(20));
    await until(() => box.messages.length === 2);
    expect(box.messages).toEqual([options, options]);
    box.flows[1]?.send(Buffer.from('reply'));
    await until(() => heard === '\r\nreply');
    expect(box.flows[0]).toMatchObject({
      protocol: 'tcp',
      reliable: true,
      local: { address, port: transport.local.port },
    });
    socket.destroy();
    await until(() => box.closed.length === 1);
    expect(transport.size).toBe(0);
  });

  it('opens a connection of its own and uses it again', async () => {
    const [here, there] = [inbox(), inbox()];
    const [a, b] = [await openTcp(here), await openTcp(there)];
    a.flowTo(b.local).send(Buffer.from(options));
    a.flowTo(b.local).send(Buffer.from(options));
    await until(() => there.messages.length === 2);
    expect(there.flows[0]).toBe(there.flows[1]);
    expect(a.size).toBe(1);
  });

  it('outlives a connection that is refused', async () => {
    const box = inbox();
    const transport = await openTcp(box);
    const flow = transport.flowTo({ address, port: 1 });
    flow.send(Buffer.from(options));
    await until(() => flow.closed);
    flow.send(Buffer.from(options));
    expect(transport.counters.sendErrors).toBeGreaterThan(0);
  });

  it('hands over the message that broke the stream, then closes', async () => {
    const box = inbox();
    const transport = await openTcp(box);
    const socket = await dial(transport.local.port);
    socket.write('OPTIONS sip:x SIP/2.0\r\nno length\r\n\r\n');
    await once(socket, 'close');
    expect(box.messages).toHaveLength(1);
    expect(transport.counters.connectionsDropped).toBe(1);
  });

  it('takes no more connections than it is told', async () => {
    const transport = await openTcp(inbox(), { maximumConnections: 1 });
    const first = await dial(transport.local.port);
    await until(() => transport.size === 1);
    const second = await dial(transport.local.port);
    await once(second, 'close');
    expect(transport.counters.connectionsRefused).toBe(1);
    first.destroy();
  });

  it('closes idle connections', async () => {
    const transport = await openTcp(inbox(), { idleTimeoutMs: 50 });
    const socket = await dial(transport.local.port);
    await once(socket, 'close');
    expect(transport.counters.connectionsDropped).toBe(1);
  });

  it('drops a peer that does not read', async () => {
    const box = inbox();
    const transport = await openTcp(box, { maximumUnsentBytes: 100_000 });
    const socket = await dial(transport.local.port);
    socket.pause();
    socket.write(options);
    await until(() => box.flows.length === 1);
    for (let sent = 0; sent < 2000 && !box.flows[0]?.closed; sent++) {
      box.flows[0]?.send(Buffer.alloc(20_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(box.flows[0]?.closed).toBe(true);
    socket.destroy();
  });
});

describe('a taken port', () => {
  it('is named, with the way out', async () => {
    const udp = await openUdp(inbox());
    const again = UdpTransport.open({ address, port: udp.local.port, listener: inbox().listener });
    await expect(again).rejects.toMatchObject({ code: 'ADDRESS_IN_USE', details: { port: udp.local.port } });
    await expect(again).rejects.toThrow(new RegExp(`Port ${udp.local.port} is taken.*ss -lnup.*choose another port`));
    const tcp = await openTcp(inbox());
    await expect(openTcp(inbox(), { port: tcp.local.port })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  });

  it('is told apart from an address that is not ours', async () => {
    const foreign = UdpTransport.open({ address: '192.0.2.1', port: 0, listener: inbox().listener });
    await expect(foreign).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
    await expect(foreign).rejects.toThrow(/no address of this machine/);
  });
});
