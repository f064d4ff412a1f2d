// One RTCP datagram: every field is read, and each report written again parses to the same.
#include <array>
#include <cstdlib>

#include "hex_seed.h"
#include "rtp/receive_stream.h"
#include "rtp/rtcp/compound.h"
#include "rtp/send_stream.h"

using namespace ossicle;

namespace {

std::uint64_t SumOf(std::string_view text) {
  std::uint64_t sum = text.size();
  for (const char c : text) sum += static_cast<std::uint8_t>(c);
  return sum;
}

/// Reads one packet back that `write` wrote.
template <typename Write>
rtp::RtcpPacket Reread(Write write) {
  static std::array<std::uint8_t, 2048> out;
  ByteWriter writer(out);
  write(writer);
  ByteReader reader(writer.written());
  const auto packet = rtp::ReadRtcpPacket(reader);
  if (!writer.ok() || !packet.ok() || reader.remaining() != 0) std::abort();
  return packet.value();
}

class Checker : public rtp::RtcpVisitor {
 public:
  void OnSenderReport(const rtp::SenderReport& report) override {
    const auto again = rtp::ParseSenderReport(Reread([&](ByteWriter& out) { rtp::WriteSenderReport(report, out); }));
    if (!again.ok() || again.value().reports.size() != report.reports.size()) std::abort();
    CheckBlocks(report.reports, again.value().reports);
  }
  void OnReceiverReport(const rtp::ReceiverReport& report) override {
    const auto again =
        rtp::ParseReceiverReport(Reread([&](ByteWriter& out) { rtp::WriteReceiverReport(report, out); }));
    if (!again.ok()) std::abort();
    CheckBlocks(report.reports, again.value().reports);
  }
  void OnSourceDescription(const rtp::SourceDescription& description) override {
    for (const auto& name : description.names()) {
      const auto again =
          rtp::ParseSourceDescription(Reread([&](ByteWriter& out) { rtp::WriteSourceDescription(name, out); }));
      if (!again.ok() || again.value().names()[0].cname != name.cname) std::abort();
    }
  }
  void OnGoodbye(const rtp::Goodbye& goodbye) override {
    const auto again = rtp::ParseGoodbye(Reread([&](ByteWriter& out) { rtp::WriteGoodbye(goodbye, out); }));
    if (!again.ok() || again.value().reason != goodbye.reason) std::abort();
    sum += SumOf(goodbye.reason) + goodbye.view().size();
  }
  void OnOther(const rtp::RtcpPacket& packet) override {
    for (const std::uint8_t byte : packet.body) sum += byte;
  }
  std::uint64_t sum = 0;

 private:
  void CheckBlocks(const rtp::ReportBlockList& blocks, const rtp::ReportBlockList& again) {
    if (blocks.size() != again.size()) std::abort();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      if (!(blocks.view()[i] == again.view()[i])) std::abort();
      Random random(1);
      rtp::SendStream stream(random, 8000);
      rtp::ReportBlock block = blocks.view()[i];
      block.ssrc = stream.ssrc();
      stream.OnReportBlock(block, NtpTime{0x0123456789ABCDEF});
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> datagram = fuzz::DecodeSeed(data, size);
  Checker checker;
  const bool ok = rtp::ParseCompound(datagram, checker).ok();
  if (!ok && checker.sum != 0) std::abort();  // of a malformed datagram nothing is seen
  return 0;
}
