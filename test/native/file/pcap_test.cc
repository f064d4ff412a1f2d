#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "file/pcap_reader.h"
#include "file/pcap_writer.h"

namespace ossicle::file {
namespace {

using Buffer = std::vector<std::uint8_t>;

Buffer FileHeader() {
  Buffer out(kPcapFileHeaderBytes);
  EXPECT_EQ(WritePcapFileHeader(out), out.size());
  return out;
}

Buffer Record(const PcapDatagram& datagram) {
  Buffer out(kPcapOverheadBytes + datagram.payload.size());
  EXPECT_EQ(WritePcapDatagram(datagram, out), out.size());
  return out;
}

TEST(PcapWriter, TheFileHeaderByteByByte) {
  EXPECT_EQ(FileHeader(), (Buffer{0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 1, 0, 0, 0}));
}

TEST(PcapWriter, ADatagramByteByByte) {
  const Buffer payload{0x80, 0x00, 0x12, 0x34, 0, 0, 0, 160, 0xAA, 0xBB, 0xCC, 0xDD, 0x7F};
  const Buffer record = Record({.wall_clock_us = 1'700'000'000'250'001, .endpoint = 0, .payload = payload});
  // IPv4's checksum by hand: 4500 + 0029 + 0000 + 4000 + 4011 + 0A01 + 0001 + 0AFF + 0001 = DA3C, of which the complement
  // is 25C3.
  const Buffer expected{
      0x00, 0xF1, 0x53, 0x65, 0x91, 0xD0, 0x03, 0x00, 55, 0, 0, 0, 55, 0, 0, 0,              // time, lengths
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0x00,                                        // Ethernet
      0x45, 0, 0, 41, 0, 0, 0x40, 0, 64, 17, 0x25, 0xC3, 10, 1, 0, 1, 10, 255, 0, 1,         // IPv4
      0x27, 0x10, 0x27, 0x10, 0, 21, 0, 0,                                                   // UDP
      0x80, 0x00, 0x12, 0x34, 0, 0, 0, 160, 0xAA, 0xBB, 0xCC, 0xDD, 0x7F};
  EXPECT_EQ(record, expected);
  // Where clients look for RTP and its payload, counted from the begin of the frame.
  EXPECT_EQ(record[kPcapRecordHeaderBytes + 42], 0x80);
  EXPECT_EQ(record[kPcapRecordHeaderBytes + 54], 0x7F);
}

struct Address {
  std::uint32_t endpoint;
  std::array<std::uint8_t, 4> ip;
};

TEST(PcapWriter, EachEndpointHasItsAddress) {
  const Buffer payload{1};
  for (const auto& [endpoint, ip] : {Address{0, {10, 1, 0, 1}}, Address{1, {10, 1, 0, 2}}, Address{253, {10, 1, 0, 254}},
                                     Address{254, {10, 2, 0, 1}}, Address{1000, {10, 4, 0, 239}}}) {
    const Buffer from = Record({.endpoint = endpoint, .payload = payload});
    const Buffer to = Record({.endpoint = endpoint, .sent = true, .payload = payload});
    EXPECT_TRUE(std::equal(ip.begin(), ip.end(), from.begin() + 42)) << endpoint;
    EXPECT_TRUE(std::equal(ip.begin(), ip.end(), to.begin() + 46)) << endpoint;
    EXPECT_EQ(Buffer(from.begin() + 46, from.begin() + 50), (Buffer{10, 255, 0, 1}));
    EXPECT_EQ(Buffer(to.begin() + 42, to.begin() + 46), (Buffer{10, 255, 0, 1}));
  }
}

TEST(PcapWriter, WritesWholeRecordsOrNone) {
  const Buffer payload(100, 7);
  Buffer out(kPcapOverheadBytes + 99);
  EXPECT_EQ(WritePcapDatagram({.payload = payload}, out), 0u);
  EXPECT_EQ(WritePcapFileHeader(MutableBytes(out).first(23)), 0u);
  const Buffer longest(kMaxPcapPayloadBytes), too_long(kMaxPcapPayloadBytes + 1);
  out.resize(70'000);
  EXPECT_EQ(WritePcapDatagram({.payload = longest}, out), kPcapOverheadBytes + kMaxPcapPayloadBytes);
  EXPECT_EQ(WritePcapDatagram({.payload = too_long}, out), 0u);
}

Buffer Capture(std::size_t records) {
  Buffer file = FileHeader();
  for (std::size_t i = 0; i < records; ++i) {
    const Buffer payload(10 + i, static_cast<std::uint8_t>(i));
    const Buffer record = Record({.wall_clock_us = 1'000'000 + static_cast<std::int64_t>(i),
                                  .endpoint = static_cast<std::uint32_t>(i),
                                  .sent = i % 2 == 1,
                                  .payload = payload});
    file.insert(file.end(), record.begin(), record.end());
  }
  return file;
}

TEST(PcapReader, ReadsWhatWasWritten) {
  const Buffer file = Capture(5);
  auto opened = PcapReader::Open(file);
  ASSERT_TRUE(opened.ok());
  PcapReader& reader = opened.value();
  for (std::uint32_t i = 0; i < 5; ++i) {
    const auto found = reader.Next();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->wall_clock_us, 1'000'000 + i);
    EXPECT_EQ(i % 2 == 1 ? found->destination_address : found->source_address, 0x0A010001 + i);
    EXPECT_EQ(i % 2 == 1 ? found->source_address : found->destination_address, 0x0AFF0001u);
    EXPECT_EQ(found->source_port, 10'000);
    EXPECT_EQ(found->payload.size(), 10 + i);
  }
  EXPECT_FALSE(reader.Next());
  EXPECT_FALSE(reader.truncated());
  EXPECT_EQ(reader.skipped(), 0u);
}

TEST(PcapReader, AFileCutAnywhereGivesItsWholeRecords) {
  const Buffer file = Capture(3);
  for (std::size_t size = 0; size <= file.size(); ++size) {
    auto opened = PcapReader::Open(Bytes(file).first(size));
    ASSERT_EQ(opened.ok(), size >= kPcapFileHeaderBytes);
    if (!opened.ok()) continue;
    std::size_t whole = 0, end = kPcapFileHeaderBytes;
    while (opened.value().Next()) end += kPcapOverheadBytes + 10 + whole++;
    EXPECT_EQ(opened.value().truncated(), size != end) << size;
    EXPECT_LE(end, size);
  }
}

TEST(PcapReader, OtherBytesAreRefused) {
  Buffer file = Capture(1);
  file[0] = 0x0A;  // pcapng begins so
  EXPECT_EQ(PcapReader::Open(file).status().code(), StatusCode::kMalformed);
  file = Capture(1);
  file[20] = 113;  // Linux "cooked"
  EXPECT_EQ(PcapReader::Open(file).status().code(), StatusCode::kUnsupported);
}

}  // namespace
}  // namespace ossicle::file
