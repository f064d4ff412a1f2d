#include "rtp/rtcp/report_block.h"

namespace ossicle::rtp {

ReportBlock ReadReportBlock(ByteReader& reader) {
  ReportBlock block;
  block.ssrc = Ssrc{reader.U32()};
  block.fraction_lost = reader.U8();
  const std::uint32_t lost = reader.U24();
  block.cumulative_lost = static_cast<std::int32_t>(lost) - (lost & 0x800000 ? 0x1000000 : 0);
  block.extended_highest_sequence = reader.U32();
  block.jitter = reader.U32();
  block.last_sender_report = reader.U32();
  block.delay_since_last_sender_report = reader.U32();
  return block;
}

void WriteReportBlock(const ReportBlock& block, ByteWriter& writer) {
  writer.U32(Raw(block.ssrc));
  writer.U8(block.fraction_lost);
  writer.U24(static_cast<std::uint32_t>(block.cumulative_lost) & 0xFFFFFF);
  writer.U32(block.extended_highest_sequence);
  writer.U32(block.jitter);
  writer.U32(block.last_sender_report);
  writer.U32(block.delay_since_last_sender_report);
}

}  // namespace ossicle::rtp
