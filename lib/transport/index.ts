export { AddressFilter } from './address-filter.js';
export { bindError } from './bind-error.js';
export { type DownloadOptions, download } from './download.js';
export { type Flow, type FlowProtocol, formatSocketAddress, type SocketAddress } from './flow.js';
export type { FramedOutput, MessageFramer } from './message-framer.js';
export { RouteAddresses } from './route-addresses.js';
export { TcpTransport, type TcpTransportOptions } from './tcp-transport.js';
export type { Transport, TransportCounters, TransportListener } from './transport.js';
export { UdpTransport, type UdpTransportOptions } from './udp-transport.js';
