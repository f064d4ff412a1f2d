import { type ErrorCode, errorMessage, OssicleError, systemErrorCode } from '../core/errors.js';
import { type FlowProtocol, formatSocketAddress, type SocketAddress } from './flow.js';

/** The catalogue error for a socket that could not be bound: names the thing and the way out. */
export function bindError(protocol: FlowProtocol, local: SocketAddress, cause: unknown): OssicleError {
  const { code, message } = explain(protocol, local, cause);
  return new OssicleError(code, message, { cause, details: { protocol, ...local } });
}

function explain(protocol: FlowProtocol, local: SocketAddress, cause: unknown): { code: ErrorCode; message: string } {
  const name = `${protocol.toUpperCase()} ${formatSocketAddress(local)}`;
  const look = `ss -ln${protocol === 'udp' ? 'u' : 't'}p 'sport = :${local.port}'`;
  const code = 'NETWORK_FAILED';
  switch (systemErrorCode(cause)) {
    case 'EADDRINUSE': {
      const who = `another program listens on ${name}. Stop it (\`${look}\` shows which one)`;
      return { code: 'ADDRESS_IN_USE', message: `Port ${local.port} is taken: ${who} or choose another port.` };
    }
    case 'EACCES':
      return { code, message: `${name} needs more rights: ports below 1024 are reserved. Choose a higher port.` };
    case 'EADDRNOTAVAIL':
      return { code, message: `${name} is no address of this machine. Choose one that \`ip address\` lists.` };
    default:
      return { code, message: `${name} cannot be opened: ${errorMessage(cause)}.` };
  }
}
