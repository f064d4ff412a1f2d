#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/bytes.h"
#include "core/random.h"
#include "core/time.h"
#include "rtp/receive_stream.h"
#include "rtp/send_stream.h"

namespace ossicle::rtp {

/// Decides when an endpoint sends RTCP and writes it: RFC 3550 section 6.3 for a session of two members, where the
/// bandwidth share never asks for more than the minimum of 5 s. The interval is that, times 0.5 to 1.5 at random;
/// the first is halved.
class RtcpScheduler {
 public:
  /// Enough for any datagram written here.
  static constexpr std::size_t kMaxDatagramSize = 384;

  /// `cname` is copied, at most 255 bytes. Nothing is due before Start.
  RtcpScheduler(Random& random, std::string_view cname);

  void Start(Instant now);
  bool started() const { return started_; }
  /// When the next report is due; Instant::max() before Start.
  Instant deadline() const { return started_ ? deadline_ : Instant::max(); }
  bool IsDue(Instant now) const { return now >= deadline(); }

  /// Writes SR (or RR when nothing was sent since the report before last) and SDES, and sets the next deadline.
  /// `received` may be null when nothing has come in yet. Returns the bytes written, 0 when `out` is too small.
  std::size_t WriteReport(Instant now, NtpTime wall_clock, SendStream& sent, ReceiveStream* received, MutableBytes out);
  /// The same with BYE at the end. Nothing is due afterwards.
  std::size_t WriteGoodbye(Instant now, NtpTime wall_clock, SendStream& sent, ReceiveStream* received,
                           MutableBytes out);

 private:
  bool SentLately(const SendStream& sent);
  void WriteReportAndName(Instant now, NtpTime wall_clock, SendStream& sent, ReceiveStream* received,
                          ByteWriter& writer);
  void Schedule(Instant now, double factor);

  Random& random_;
  std::array<char, 255> cname_{};
  std::size_t cname_size_ = 0;
  bool started_ = false;
  Instant deadline_{};
  std::uint64_t sent_at_last_report_ = 0;
  std::uint64_t sent_at_report_before_ = 0;
};

}  // namespace ossicle::rtp
