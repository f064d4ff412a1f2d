#include "rtp/rtcp/compound.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace ossicle::rtp {
namespace {

using Datagram = std::vector<std::uint8_t>;

Datagram Join(std::initializer_list<Datagram> parts) {
  Datagram whole;
  for (const Datagram& part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

/// The layouts of RFC 3550 section 6.4.1, 6.4.2, 6.5 and 6.6, written out by hand.
const Datagram kBlock = {0x11, 0x22, 0x33, 0x44,  // SSRC it speaks of
                         0x40, 0xFF, 0xFF, 0xFE,  // a quarter lost, cumulative -2
                         0x00, 0x01, 0x00, 0x0D,  // one cycle, 13
                         0x00, 0x00, 0x00, 0x50, 0xB7, 0x05, 0x20, 0x00, 0x00, 0x05, 0x40, 0x00};
const Datagram kSenderReport = Join({{0x81, 0xC8, 0x00, 0x0C, 0xCA, 0xFE, 0xBA, 0xBE,  //
                                      0xB4, 0x4D, 0xB7, 0x05, 0x20, 0x00, 0x00, 0x00,  // NTP
                                      0x01, 0x02, 0x03, 0x04, 0x00, 0x00, 0x00, 0x64, 0x00, 0x00, 0x3E, 0x80},
                                     kBlock});
const Datagram kReceiverReport = Join({{0x81, 0xC9, 0x00, 0x07, 0xCA, 0xFE, 0xBA, 0xBE}, kBlock});
const Datagram kDescription = {0x81, 0xCA, 0x00, 0x03, 0xCA, 0xFE, 0xBA, 0xBE, 0x01, 0x04, 'a', '@', 'b', 'c', 0, 0};
const Datagram kGoodbye = {0x81, 0xCB, 0x00, 0x03, 0xCA, 0xFE, 0xBA, 0xBE, 0x05, 'l', 'a', 't', 'e', 'r', 0, 0};
const Datagram kApplication = {0x80, 0xCC, 0x00, 0x02, 0, 0, 0, 1, 't', 'e', 's', 't'};
const Datagram kFeedback = {0x81, 0xCE, 0x00, 0x02, 0, 0, 0, 1, 0, 0, 0, 2};
const Datagram kExtendedReport = {0x80, 0xCF, 0x00, 0x01, 0, 0, 0, 1};

class Log : public RtcpVisitor {
 public:
  void OnSenderReport(const SenderReport& report) override {
    sender_report = report;
    text += "SR ";
  }
  void OnReceiverReport(const ReceiverReport& report) override {
    receiver_report = report;
    text += "RR ";
  }
  void OnSourceDescription(const SourceDescription& description) override {
    text += "SDES";
    for (const SourceName& name : description.names()) text += ":" + std::string(name.cname);
    text += ' ';
  }
  void OnGoodbye(const Goodbye& goodbye) override {
    text += "BYE:" + std::to_string(goodbye.source_count) + ":" + std::string(goodbye.reason) + " ";
  }
  void OnOther(const RtcpPacket& packet) override { text += std::to_string(static_cast<int>(packet.type)) + " "; }

  std::string text;
  SenderReport sender_report;
  ReceiverReport receiver_report;
};

std::string TextOf(const Datagram& datagram) {
  Log log;
  const Status status = ParseCompound(datagram, log);
  return status.ok() ? log.text : "malformed " + log.text;
}

TEST(RtcpCompound, ReadsEveryKindInOrder) {
  EXPECT_EQ(TextOf(Join({kSenderReport, kDescription, kApplication, kFeedback, kExtendedReport, kGoodbye})),
            "SR SDES:a@bc 204 206 207 BYE:1:later ");
  EXPECT_EQ(TextOf(kReceiverReport), "RR ");
  EXPECT_EQ(TextOf(kFeedback), "206 ") << "reduced size, RFC 5506";
}

TEST(RtcpCompound, ReadsTheFieldsOfASenderReport) {
  Log log;
  ASSERT_TRUE(ParseCompound(kSenderReport, log).ok());
  EXPECT_EQ(Raw(log.sender_report.ssrc), 0xCAFEBABEu);
  EXPECT_EQ(log.sender_report.info.ntp_time.value, 0xB44DB70520000000u);
  EXPECT_EQ(log.sender_report.info.ntp_time.middle(), 0xB7052000u);
  EXPECT_EQ(log.sender_report.info.rtp_timestamp, 0x01020304u);
  EXPECT_EQ(log.sender_report.info.packet_count, 100u);
  EXPECT_EQ(log.sender_report.info.octet_count, 16'000u);
  ASSERT_EQ(log.sender_report.reports.size(), 1u);
  const ReportBlock& block = log.sender_report.reports.view()[0];
  EXPECT_EQ(Raw(block.ssrc), 0x11223344u);
  EXPECT_EQ(block.fraction_lost, 64);
  EXPECT_EQ(block.cumulative_lost, -2);
  EXPECT_EQ(block.extended_highest_sequence, 0x1000Du);
  EXPECT_EQ(block.jitter, 80u);
  EXPECT_EQ(block.last_sender_report, 0xB7052000u);
  EXPECT_EQ(block.delay_since_last_sender_report, 0x54000u);
}

TEST(RtcpCompound, WritesTheBytesItReads) {
  Log log;
  ASSERT_TRUE(ParseCompound(Join({kSenderReport, kReceiverReport}), log).ok());
  Goodbye goodbye{.reason = "later"};
  goodbye.sources[0] = Ssrc{0xCAFEBABE};
  goodbye.source_count = 1;
  std::array<std::uint8_t, 256> out{};
  ByteWriter writer(out);
  WriteSenderReport(log.sender_report, writer);
  WriteReceiverReport(log.receiver_report, writer);
  WriteSourceDescription({Ssrc{0xCAFEBABE}, "a@bc"}, writer);
  WriteGoodbye(goodbye, writer);
  const Bytes written = writer.written();
  EXPECT_EQ(Datagram(written.begin(), written.end()), Join({kSenderReport, kReceiverReport, kDescription, kGoodbye}));
}

TEST(RtcpCompound, NamesOfAnyLengthComeBack) {
  for (std::size_t length = 0; length < 300; ++length) {
    const std::string name(length, 'n');
    std::array<std::uint8_t, 300> out{};
    ByteWriter writer(out);
    WriteSourceDescription({Ssrc{1}, name}, writer);
    ASSERT_TRUE(writer.ok());
    ASSERT_EQ(writer.size() % 4, 0u);
    const Bytes written = writer.written();
    ASSERT_EQ(TextOf(Datagram(written.begin(), written.end())), "SDES:" + name.substr(0, 255) + " ");
  }
}

TEST(RtcpCompound, RemovesPadding) { EXPECT_EQ(TextOf({0xA0, 0xC9, 0x00, 0x02, 0, 0, 0, 1, 0, 0, 0, 4}), "RR "); }

TEST(RtcpCompound, OfAMalformedDatagramNothingIsSeen) {
  EXPECT_EQ(TextOf({}), "malformed ");
  for (const Datagram& bad : std::vector<Datagram>{
           {0x80},                                                  // not even a header
           {0x80, 0xC9, 0x00},                                      //
           {0x80, 0xC9, 0x00, 0x02, 0, 0, 0, 1},                    // length beyond the datagram
           {0x80, 0xC9, 0x00, 0x00},                                // no room for the SSRC
           {0x81, 0xC9, 0x00, 0x01, 0, 0, 0, 1},                    // a block that is not there
           {0x40, 0xC9, 0x00, 0x01, 0, 0, 0, 1},                    // version 1
           {0x81, 0xCA, 0x00, 0x02, 0, 0, 0, 1, 1, 9, 'a', 'b'},    // an item beyond the packet
           {0x81, 0xCA, 0x00, 0x02, 0, 0, 0, 1, 1, 2, 'a', 'b'},    // a chunk without its end
           {0x82, 0xCB, 0x00, 0x01, 0, 0, 0, 1},                    // one of two sources
           {0x81, 0xCB, 0x00, 0x02, 0, 0, 0, 1, 9, 'b', 'y', 'e'},  // a reason beyond the packet
           {0xA0, 0xC9, 0x00, 0x01, 0, 0, 0, 9},                    // padding beyond the packet
           {0xA0, 0xCC, 0x00, 0x01, 0, 0, 0, 3},                    // padding of three bytes
           {0xA0, 0xCC, 0x00, 0x00},                                // padding without a byte
       })
    EXPECT_EQ(TextOf(Join({kReceiverReport, bad})), "malformed ");
}

TEST(RtcpCompound, EveryTruncationIsRefusedOrWhole) {
  const Datagram whole = Join({kSenderReport, kDescription, kGoodbye});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string text = TextOf(Datagram(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    const bool at_boundary = size == kSenderReport.size() || size == kSenderReport.size() + kDescription.size();
    EXPECT_EQ(text == "malformed ", !at_boundary) << size << ' ' << text;
  }
}

TEST(RtcpCompound, ReadsThirtyOneBlocks) {
  Datagram report = {0x9F, 0xC9, 0x00, 187, 0, 0, 0, 1};
  for (int i = 0; i < 31; ++i) report = Join({report, kBlock});
  Log log;
  ASSERT_TRUE(ParseCompound(report, log).ok());
  EXPECT_EQ(log.receiver_report.reports.size(), 31u);
}

}  // namespace
}  // namespace ossicle::rtp
