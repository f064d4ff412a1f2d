#include "session/rtcp_path.h"

#include <algorithm>
#include <array>

namespace ossicle::session {
namespace {

using Datagram = std::array<std::uint8_t, rtp::RtcpScheduler::kMaxDatagramSize>;

/// The wall clock at `arrival`, which is at most a few ticks before `tick`.
NtpTime WallClockAt(Instant arrival, const Tick& tick) {
  const std::int64_t ago = (tick.now - arrival).count();
  const auto fraction = static_cast<std::int64_t>(static_cast<double>(ago) * 4.294967296);  // 2^32 per 1e9 ns
  return {tick.wall_clock.value - static_cast<std::uint64_t>(fraction)};
}

class ReportReader final : public rtp::RtcpVisitor {
 public:
  ReportReader(Handle endpoint, Instant arrival, rtp::SendStream& sent, rtp::ReceiveStream& received, const Tick& tick)
      : endpoint_(endpoint), arrival_(arrival), sent_(sent), received_(received), tick_(tick) {}

  void OnSenderReport(const rtp::SenderReport& report) override {
    received_.OnSenderReport(report.info.ntp_time.middle(), arrival_);
    OnBlocks(report.reports.view());
  }
  void OnReceiverReport(const rtp::ReceiverReport& report) override { OnBlocks(report.reports.view()); }
  void OnGoodbye(const rtp::Goodbye& goodbye) override {
    GoodbyeDetails details;
    for (const Ssrc source : goodbye.view()) details.ssrcs[details.ssrc_count++] = Raw(source);
    details.reason_size = static_cast<std::uint8_t>(std::min(goodbye.reason.size(), details.reason.size()));
    std::copy_n(goodbye.reason.begin(), details.reason_size, details.reason.begin());
    tick_.events.EmitGoodbye(endpoint_, details);
  }

 private:
  void OnBlocks(std::span<const rtp::ReportBlock> blocks) {
    for (const rtp::ReportBlock& block : blocks) sent_.OnReportBlock(block, WallClockAt(arrival_, tick_));
  }

  const Handle endpoint_;
  const Instant arrival_;
  rtp::SendStream& sent_;
  rtp::ReceiveStream& received_;
  const Tick& tick_;
};

}  // namespace

bool RtcpPath::OnDatagram(Bytes datagram, Instant arrival, rtp::SendStream& sent, rtp::ReceiveStream& received,
                          const Tick& tick) {
  ReportReader reader(endpoint_, arrival, sent, received, tick);
  return rtp::ParseCompound(datagram, reader).ok();
}

void RtcpPath::Send(const Tick& tick, const PeerAddress& peer, rtp::SendStream& sent, rtp::ReceiveStream& received,
                    DatagramSink& sink) {
  if (!scheduler_.started()) scheduler_.Start(tick.now);
  if (!scheduler_.IsDue(tick.now)) return;
  Datagram datagram;
  const std::size_t size =
      scheduler_.WriteReport(tick.now, tick.wall_clock, sent, received.started() ? &received : nullptr, datagram);
  Emit(Bytes(datagram).first(size), peer, sink);
}

void RtcpPath::SendGoodbye(const Tick& tick, const PeerAddress& peer, rtp::SendStream& sent,
                           rtp::ReceiveStream& received, DatagramSink& sink) {
  if (!scheduler_.started() || !peer.known()) return;
  Datagram datagram;
  const std::size_t size =
      scheduler_.WriteGoodbye(tick.now, tick.wall_clock, sent, received.started() ? &received : nullptr, datagram);
  Emit(Bytes(datagram).first(size), peer, sink);
}

void RtcpPath::Emit(Bytes datagram, const PeerAddress& peer, DatagramSink& sink) {
  if (datagram.empty()) return;
  if (peer.rtcp_mux())
    sink.SendRtp(peer.rtcp(), datagram);
  else
    sink.SendRtcp(peer.rtcp(), datagram);
}

}  // namespace ossicle::session
