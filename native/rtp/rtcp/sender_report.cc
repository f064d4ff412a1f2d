#include "rtp/rtcp/sender_report.h"

namespace ossicle::rtp {
namespace {

constexpr std::size_t kFixedSize = 24;  ///< SSRC and sender info.

}  // namespace

Result<SenderReport> ParseSenderReport(const RtcpPacket& packet) {
  ByteReader reader(packet.body);
  SenderReport report;
  report.ssrc = Ssrc{reader.U32()};
  report.info.ntp_time.value = reader.U64();
  report.info.rtp_timestamp = reader.U32();
  report.info.packet_count = reader.U32();
  report.info.octet_count = reader.U32();
  for (int i = 0; i < packet.count; ++i) report.reports.Add(ReadReportBlock(reader));
  if (!reader.ok()) return Status(StatusCode::kMalformed, "sender report shorter than its count says");
  return report;
}

void WriteSenderReport(const SenderReport& report, ByteWriter& writer) {
  const auto blocks = report.reports.view();
  WriteRtcpHeader(RtcpType::kSenderReport, blocks.size(), kFixedSize + blocks.size() * kReportBlockSize, writer);
  writer.U32(Raw(report.ssrc));
  writer.U64(report.info.ntp_time.value);
  writer.U32(report.info.rtp_timestamp);
  writer.U32(report.info.packet_count);
  writer.U32(report.info.octet_count);
  for (const ReportBlock& block : blocks) WriteReportBlock(block, writer);
}

}  // namespace ossicle::rtp
