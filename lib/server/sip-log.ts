import type { Logger } from '../core/index.js';
import type { TraceEntry, TracePort } from '../sip/index.js';

const maxLineLength = 200;

/** Logs the first line of every SIP message at `debug`; the rest may hold secrets. */
export function sipLog(logger: Logger): TracePort {
  return ({ direction, flow, bytes }: TraceEntry): void => {
    const [line = ''] = Buffer.from(bytes.subarray(0, maxLineLength)).toString('utf8').split('\r\n');
    if (line === '') return;
    const { address, port } = flow.remote;
    logger.debug(`SIP ${direction === 'in' ? 'from' : 'to'} ${flow.protocol} ${address}:${port}: ${line}`);
  };
}
