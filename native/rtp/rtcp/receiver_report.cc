#include "rtp/rtcp/receiver_report.h"

namespace ossicle::rtp {

Result<ReceiverReport> ParseReceiverReport(const RtcpPacket& packet) {
  ByteReader reader(packet.body);
  ReceiverReport report;
  report.ssrc = Ssrc{reader.U32()};
  for (int i = 0; i < packet.count; ++i) report.reports.Add(ReadReportBlock(reader));
  if (!reader.ok()) return Status(StatusCode::kMalformed, "receiver report shorter than its count says");
  return report;
}

void WriteReceiverReport(const ReceiverReport& report, ByteWriter& writer) {
  const auto blocks = report.reports.view();
  WriteRtcpHeader(RtcpType::kReceiverReport, blocks.size(), 4 + blocks.size() * kReportBlockSize, writer);
  writer.U32(Raw(report.ssrc));
  for (const ReportBlock& block : blocks) WriteReportBlock(block, writer);
}

}  // namespace ossicle::rtp
