#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/bytes.h"
#include "core/ids.h"

namespace ossicle::rtp {

inline constexpr std::size_t kReportBlockSize = 24;
inline constexpr std::size_t kMaxReportBlocks = 31;

/// What a receiver says about one sender (RFC 3550 section 6.4.1).
struct ReportBlock {
  Ssrc ssrc{};                       ///< The sender it speaks of.
  std::uint8_t fraction_lost = 0;    ///< Since the previous report, in 1/256.
  std::int32_t cumulative_lost = 0;  ///< 24-bit signed: duplicates may make it negative.
  std::uint32_t extended_highest_sequence = 0;
  std::uint32_t jitter = 0;                          ///< In RTP clock ticks.
  std::uint32_t last_sender_report = 0;              ///< LSR: middle of the NTP time of the last SR, 0 if none.
  std::uint32_t delay_since_last_sender_report = 0;  ///< DLSR, in 1/65536 s.
  friend bool operator==(const ReportBlock&, const ReportBlock&) = default;
};

ReportBlock ReadReportBlock(ByteReader& reader);
void WriteReportBlock(const ReportBlock& block, ByteWriter& writer);

/// The blocks of one report, at most 31.
class ReportBlockList {
 public:
  bool Add(const ReportBlock& block) {
    if (count_ == blocks_.size()) return false;
    blocks_[count_++] = block;
    return true;
  }
  std::size_t size() const { return count_; }
  std::span<const ReportBlock> view() const { return {blocks_.data(), count_}; }

 private:
  std::array<ReportBlock, kMaxReportBlocks> blocks_{};
  std::size_t count_ = 0;
};

}  // namespace ossicle::rtp
