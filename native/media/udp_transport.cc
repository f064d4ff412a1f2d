#include "media/udp_transport.h"

#include "net/clock.h"

namespace ossicle::media {
namespace {

/// One set of receive buffers per media thread, whatever the number of sockets.
net::DatagramBatch& ThreadBatch() {
  thread_local net::DatagramBatch batch;
  return batch;
}

/// The wall clock's lead over the monotonic one changes only when someone sets the clock.
Duration WallOffset(const session::Tick& tick) {
  thread_local Instant measured{};
  thread_local Duration offset{};
  if (measured == Instant{} || tick.now - measured > std::chrono::seconds(1)) {
    measured = tick.now;
    offset = net::WallClockOffset();
  }
  return offset;
}

}  // namespace

void UdpTransport::DeliverRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) {
  net::DatagramBatch& batch = ThreadBatch();
  const Duration offset = WallOffset(tick);
  // Strangers are refused by the kernel then, and no longer counted.
  sockets_.rtp.SettlePeer(endpoint.settled_peer());
  for (int reads = 0; reads < kMaxReadsPerTick; ++reads) {
    sockets_.rtp.Receive(batch, tick.now, offset);
    for (const net::Datagram& datagram : batch.datagrams())
      endpoint.OnRtp(datagram.data, datagram.source, datagram.arrival, tick);
    if (batch.datagrams().size() < net::DatagramBatch::kCapacity) break;
  }
}

void UdpTransport::DeliverOneRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) {
  net::DatagramBatch& batch = ThreadBatch();
  sockets_.rtp.SettlePeer(endpoint.settled_peer());
  sockets_.rtp.ReceiveOne(batch, tick.now, WallOffset(tick));
  for (const net::Datagram& datagram : batch.datagrams())
    endpoint.OnRtp(datagram.data, datagram.source, datagram.arrival, tick);
}

void UdpTransport::DeliverRtcp(session::RtpEndpoint& endpoint, const session::Tick& tick) {
  net::DatagramBatch& batch = ThreadBatch();
  sockets_.rtcp.Receive(batch, tick.now, WallOffset(tick));
  for (const net::Datagram& datagram : batch.datagrams())
    endpoint.OnRtcp(datagram.data, datagram.source, datagram.arrival, tick);
}

}  // namespace ossicle::media
