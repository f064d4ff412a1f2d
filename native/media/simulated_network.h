#pragma once

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "core/random.h"
#include "core/time.h"
#include "media/transport.h"

namespace ossicle::media {

/// How a simulated network treats datagrams.
struct NetworkConditions {
  Duration delay{};
  Duration jitter{};  ///< Standard deviation of a normal distribution around `delay`; reorders when large.
  double loss_ratio = 0;
  double duplicate_ratio = 0;
};

/// Datagrams between addresses on virtual time, with seeded delay, loss and duplication. Where no endpoint lives
/// at the destination, the datagram is kept as a stray for the test that plays the peer.
class SimulatedNetwork {
 public:
  struct Packet {
    SocketAddress from, to;
    std::vector<std::uint8_t> data;
  };
  struct Stray {
    Packet packet;
    Instant arrival;
  };

  explicit SimulatedNetwork(std::uint64_t seed) : random_(seed) {}

  void SetConditions(const NetworkConditions& conditions) { conditions_ = conditions; }
  void Send(const SocketAddress& from, const SocketAddress& to, Bytes data, Instant now);
  /// An address that delivers to an inbox from now on; false when it is taken.
  bool Open(const SocketAddress& address);
  void Close(const SocketAddress& address);
  /// Moves what has arrived by `now` into inboxes and strays.
  void Advance(Instant now);
  /// Oldest first; empties the inbox.
  std::vector<Stray> TakeInbox(const SocketAddress& address);
  std::vector<Stray> TakeStrays();

 private:
  /// Strays beyond this are dropped, oldest first.
  static constexpr std::size_t kMaxStrays = 65'536;
  using Key = std::pair<std::array<std::uint8_t, 16>, std::uint16_t>;

  static Key KeyOf(const SocketAddress& address) { return {address.ip, address.port}; }
  void Schedule(Packet packet, Instant now);

  Random random_;
  NetworkConditions conditions_;
  std::multimap<Instant, Packet> in_flight_;
  std::map<Key, std::vector<Stray>> inboxes_;
  std::deque<Stray> strays_;
};

/// An endpoint's place on a SimulatedNetwork: an RTP address and, one port above, RTCP.
class SimulatedTransport final : public Transport {
 public:
  /// `network` and the clock behind `now` outlive it. Both addresses must be open.
  SimulatedTransport(SimulatedNetwork& network, const SocketAddress& rtp, const Instant& now);
  ~SimulatedTransport() override;

  void DeliverRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) override;
  void DeliverRtcp(session::RtpEndpoint& endpoint, const session::Tick& tick) override;
  void SendRtp(const SocketAddress& to, Bytes packet) override { network_.Send(rtp_, to, packet, now_); }
  void SendRtcp(const SocketAddress& to, Bytes packet) override { network_.Send(rtcp_, to, packet, now_); }

 private:
  SimulatedNetwork& network_;
  const SocketAddress rtp_, rtcp_;
  const Instant& now_;
};

}  // namespace ossicle::media
