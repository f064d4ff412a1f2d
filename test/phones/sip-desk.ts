import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { freeSipPort } from './port-range.js';

/** Gives the answer to an offer, both as text of SDP. */
export type AnswerSdp = (offer: string, caller: string) => Promise<string>;

/**
 * The least of a SIP server over UDP: takes every call with a description that somebody else makes, and its BYE. What a
 * program does that has a media server and brings its own signalling.
 */
export class SipDesk implements AsyncDisposable {
  readonly uri: string;
  readonly #socket: Socket;
  readonly #answer: AnswerSdp;
  /** Final responses by branch: a phone that asks again gets the same. */
  readonly #answered = new Map<string, Promise<string>>();

  private constructor(socket: Socket, port: number, answer: AnswerSdp) {
    this.#socket = socket;
    this.#answer = answer;
    this.uri = `sip:desk@127.0.0.1:${port}`;
    socket.on('message', (bytes, from) => void this.#receive(bytes.toString('utf8'), from));
  }

  static async open(answer: AnswerSdp): Promise<SipDesk> {
    const port = await freeSipPort();
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve));
    return new SipDesk(socket, port, answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  async #receive(message: string, from: RemoteInfo): Promise<void> {
    const [head = '', body = ''] = message.split('\r\n\r\n');
    const method = head.split(' ', 1)[0] ?? '';
    if (method === 'ACK' || method === 'SIP/2.0' || head === '') return;
    const branch = `${/branch=([^;\s]+)/.exec(head)?.[1]} ${method}`;
    const response =
      this.#answered.get(branch) ?? (method === 'INVITE' ? this.#take(head, body) : Promise.resolve(ok(head, '')));
    this.#answered.set(branch, response);
    const text = await response;
    this.#socket.send(text, from.port, from.address);
  }

  async #take(head: string, offer: string): Promise<string> {
    const caller = /^From:.*sip:([^@]+)@/im.exec(head)?.[1] ?? '';
    return ok(head, await this.#answer(offer, caller), this.uri);
  }
}

function ok(head: string, body: string, contact?: string): string {
  const copied = head.split('\r\n').filter((line) => /^(via|from|call-id|cseq|v|f|i):/i.test(line));
  const to = head.split('\r\n').find((line) => /^(to|t):/i.test(line)) ?? '';
  const tagged = /;tag=/.test(to) ? to : `${to};tag=desk`;
  const own = contact === undefined ? [] : [`Contact: <${contact}>`, 'Content-Type: application/sdp'];
  const lines = ['SIP/2.0 200 OK', ...copied, tagged, ...own, `Content-Length: ${Buffer.byteLength(body)}`];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
