#include "media/simulated_network.h"

#include <algorithm>
#include <cmath>

namespace ossicle::media {

void SimulatedNetwork::Send(const SocketAddress& from, const SocketAddress& to, Bytes data, Instant now) {
  if (random_.Uniform() < conditions_.loss_ratio) return;
  const Packet packet{from, to, {data.begin(), data.end()}};
  if (random_.Uniform() < conditions_.duplicate_ratio) Schedule(packet, now);
  Schedule(packet, now);
}

void SimulatedNetwork::Schedule(Packet packet, Instant now) {
  const double deviation = random_.Gaussian() * static_cast<double>(conditions_.jitter.count());
  const auto delay = std::max<std::int64_t>(0, conditions_.delay.count() + static_cast<std::int64_t>(deviation));
  in_flight_.emplace(now + Duration(delay), std::move(packet));
}

bool SimulatedNetwork::Open(const SocketAddress& address) { return inboxes_.try_emplace(KeyOf(address)).second; }

void SimulatedNetwork::Close(const SocketAddress& address) { inboxes_.erase(KeyOf(address)); }

void SimulatedNetwork::Advance(Instant now) {
  const auto due = in_flight_.upper_bound(now);
  for (auto it = in_flight_.begin(); it != due; ++it) {
    Stray arrived{std::move(it->second), it->first};
    const auto inbox = inboxes_.find(KeyOf(arrived.packet.to));
    if (inbox != inboxes_.end()) {
      inbox->second.push_back(std::move(arrived));
      continue;
    }
    if (strays_.size() == kMaxStrays) strays_.pop_front();
    strays_.push_back(std::move(arrived));
  }
  in_flight_.erase(in_flight_.begin(), due);
}

std::vector<SimulatedNetwork::Stray> SimulatedNetwork::TakeInbox(const SocketAddress& address) {
  const auto inbox = inboxes_.find(KeyOf(address));
  return inbox == inboxes_.end() ? std::vector<Stray>{} : std::exchange(inbox->second, {});
}

std::vector<SimulatedNetwork::Stray> SimulatedNetwork::TakeStrays() {
  std::vector<Stray> taken(std::make_move_iterator(strays_.begin()), std::make_move_iterator(strays_.end()));
  strays_.clear();
  return taken;
}

SimulatedTransport::SimulatedTransport(SimulatedNetwork& network, const SocketAddress& rtp, const Instant& now)
    : network_(network), rtp_(rtp), rtcp_(rtp.WithPort(static_cast<std::uint16_t>(rtp.port + 1))), now_(now) {}

SimulatedTransport::~SimulatedTransport() {
  network_.Close(rtp_);
  network_.Close(rtcp_);
}

void SimulatedTransport::DeliverRtp(session::RtpEndpoint& endpoint, const session::Tick& tick) {
  for (const SimulatedNetwork::Stray& arrived : network_.TakeInbox(rtp_))
    endpoint.OnRtp(arrived.packet.data, arrived.packet.from, arrived.arrival, tick);
}

void SimulatedTransport::DeliverRtcp(session::RtpEndpoint& endpoint, const session::Tick& tick) {
  for (const SimulatedNetwork::Stray& arrived : network_.TakeInbox(rtcp_))
    endpoint.OnRtcp(arrived.packet.data, arrived.packet.from, arrived.arrival, tick);
}

}  // namespace ossicle::media
