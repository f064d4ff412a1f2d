import { errorMessage, OssicleError, systemErrorCode } from '../core/errors.js';
import { type FlowProtocol, formatSocketAddress, type SocketAddress } from './flow.js';

/** The catalogue error for a socket that could not be bound: names the thing and the way out. */
export function bindError(protocol: FlowProtocol, local: SocketAddress, cause: unknown): OssicleError {
  const name = `${protocol.toUpperCase()} ${formatSocketAddress(local)}`;
  const details = { protocol, ...local };
  const look = `ss -ln${protocol === 'udp' ? 'u' : 't'}p 'sport = :${local.port}'`;
  switch (systemErrorCode(cause)) {
    case 'EADDRINUSE':
      return new OssicleError(
        'ADDRESS_IN_USE',
        `Port ${local.port} is taken: another program listens on ${name}. Stop it (\`${look}\` shows which one) or choose another port.`,
        { cause, details },
      );
    case 'EACCES':
      return new OssicleError(
        'NETWORK_FAILED',
        `${name} needs more rights: ports below 1024 are reserved. Choose a higher port.`,
        {
          cause,
          details,
        },
      );
    case 'EADDRNOTAVAIL':
      return new OssicleError(
        'NETWORK_FAILED',
        `${name} is no address of this machine. Choose one that \`ip address\` lists.`,
        {
          cause,
          details,
        },
      );
    default:
      return new OssicleError('NETWORK_FAILED', `${name} cannot be opened: ${errorMessage(cause)}.`, {
        cause,
        details,
      });
  }
}
