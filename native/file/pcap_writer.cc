#include "file/pcap_writer.h"

#include <array>

namespace ossicle::file {
namespace {

constexpr std::uint32_t kMagicMicroseconds = 0xA1B2C3D4, kLinkTypeEthernet = 1, kSnapLength = 65'535;
constexpr std::uint16_t kEtherTypeIpv4 = 0x0800, kDoNotFragment = 0x4000, kPort = 10'000;
constexpr std::uint8_t kVersionAndLength = 0x45, kTimeToLive = 64, kProtocolUdp = 17;
constexpr std::uint32_t kOurAddress = 10u << 24 | 255u << 16 | 1;
constexpr std::uint32_t kHostsPerNetwork = 254;

void Little16(ByteWriter& writer, std::uint16_t value) {
  writer.U8(static_cast<std::uint8_t>(value));
  writer.U8(static_cast<std::uint8_t>(value >> 8));
}

void Little32(ByteWriter& writer, std::uint32_t value) {
  Little16(writer, static_cast<std::uint16_t>(value));
  Little16(writer, static_cast<std::uint16_t>(value >> 16));
}

std::uint32_t AddressOf(std::uint32_t endpoint) {
  const std::uint32_t network = (endpoint / kHostsPerNetwork + 1) & 0xFF, host = endpoint % kHostsPerNetwork + 1;
  return 10u << 24 | network << 16 | host;
}

/// RFC 1071: the complement of the ones' complement sum.
std::uint16_t Checksum(Bytes header) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < header.size(); i += 2) sum += std::uint32_t{header[i]} << 8 | header[i + 1];
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void WriteIpv4(ByteWriter& writer, const PcapDatagram& datagram, std::uint16_t checksum) {
  const std::uint32_t peer = AddressOf(datagram.endpoint);
  writer.U8(kVersionAndLength);
  writer.U8(0);
  writer.U16(static_cast<std::uint16_t>(kIpv4HeaderBytes + kUdpHeaderBytes + datagram.payload.size()));
  writer.U16(0);
  writer.U16(kDoNotFragment);
  writer.U8(kTimeToLive);
  writer.U8(kProtocolUdp);
  writer.U16(checksum);
  writer.U32(datagram.sent ? kOurAddress : peer);
  writer.U32(datagram.sent ? peer : kOurAddress);
}

std::uint16_t Ipv4Checksum(const PcapDatagram& datagram) {
  std::array<std::uint8_t, kIpv4HeaderBytes> header;
  ByteWriter writer(header);
  WriteIpv4(writer, datagram, 0);
  return Checksum(header);
}

}  // namespace

std::size_t WritePcapFileHeader(MutableBytes out) {
  if (out.size() < kPcapFileHeaderBytes) return 0;
  ByteWriter writer(out);
  Little32(writer, kMagicMicroseconds);
  Little16(writer, 2);
  Little16(writer, 4);
  Little32(writer, 0);
  Little32(writer, 0);
  Little32(writer, kSnapLength);
  Little32(writer, kLinkTypeEthernet);
  return writer.size();
}

std::size_t WritePcapDatagram(const PcapDatagram& datagram, MutableBytes out) {
  const std::size_t size = kPcapOverheadBytes + datagram.payload.size();
  if (datagram.payload.size() > kMaxPcapPayloadBytes || out.size() < size) return 0;
  const auto frame_bytes = static_cast<std::uint32_t>(size - kPcapRecordHeaderBytes);
  const std::int64_t time_us = datagram.wall_clock_us < 0 ? 0 : datagram.wall_clock_us;
  ByteWriter writer(out);
  Little32(writer, static_cast<std::uint32_t>(time_us / 1'000'000));
  Little32(writer, static_cast<std::uint32_t>(time_us % 1'000'000));
  Little32(writer, frame_bytes);
  Little32(writer, frame_bytes);
  constexpr std::array<std::uint8_t, 12> kNoAddresses{};
  writer.Append(kNoAddresses);
  writer.U16(kEtherTypeIpv4);
  WriteIpv4(writer, datagram, Ipv4Checksum(datagram));
  writer.U16(kPort);
  writer.U16(kPort);
  writer.U16(static_cast<std::uint16_t>(kUdpHeaderBytes + datagram.payload.size()));
  writer.U16(0);
  writer.Append(datagram.payload);
  return writer.size();
}

}  // namespace ossicle::file
