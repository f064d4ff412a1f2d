#include "file/pcap_reader.h"

#include "file/pcap_writer.h"

namespace ossicle::file {
namespace {

constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4, kNanoseconds = 0xA1B23C4D;
constexpr std::uint32_t kLinkTypeEthernet = 1;

std::uint32_t Swapped(std::uint32_t value) {
  return value >> 24 | (value >> 8 & 0xFF00) | (value << 8 & 0xFF0000) | value << 24;
}

std::optional<PcapUdp> ParseUdp(Bytes datagram, PcapUdp found) {
  ByteReader udp(datagram);
  found.source_port = udp.U16();
  found.destination_port = udp.U16();
  const std::size_t length = udp.U16();
  udp.Skip(2);
  if (!udp.ok() || length < kUdpHeaderBytes) return std::nullopt;
  found.payload = udp.Take(length - kUdpHeaderBytes);
  return udp.ok() ? std::optional(found) : std::nullopt;
}

/// Fragments are no whole datagram.
std::optional<PcapUdp> ParseFrame(Bytes frame, std::int64_t wall_clock_us) {
  ByteReader reader(frame);
  reader.Skip(kEthernetHeaderBytes - 2);
  if (reader.U16() != 0x0800) return std::nullopt;
  const std::uint8_t version_and_length = reader.U8();
  const std::size_t header_bytes = std::size_t{version_and_length & 15u} * 4;
  reader.Skip(1);
  const std::size_t total_bytes = reader.U16();
  reader.Skip(2);
  const std::uint16_t fragment = reader.U16() & 0x3FFF;
  reader.Skip(1);
  const std::uint8_t protocol = reader.U8();
  reader.Skip(2);
  PcapUdp found{.wall_clock_us = wall_clock_us};
  found.source_address = reader.U32();
  found.destination_address = reader.U32();
  const bool udp = version_and_length >> 4 == 4 && header_bytes >= kIpv4HeaderBytes && total_bytes >= header_bytes &&
                   fragment == 0 && protocol == 17;
  if (!reader.ok() || !udp) return std::nullopt;
  reader.Skip(header_bytes - kIpv4HeaderBytes);
  const Bytes datagram = reader.Take(total_bytes - header_bytes);
  return reader.ok() ? ParseUdp(datagram, found) : std::nullopt;
}

}  // namespace

Result<PcapReader> PcapReader::Open(Bytes file) {
  ByteReader reader(file);
  const std::uint32_t magic = reader.U32();
  reader.Skip(16);
  const std::uint32_t link_type = reader.U32();
  if (!reader.ok()) return Status(StatusCode::kMalformed, "the capture file ends inside its header");
  const bool big = magic == kMicroseconds || magic == kNanoseconds;
  const bool little = Swapped(magic) == kMicroseconds || Swapped(magic) == kNanoseconds;
  if (!big && !little) return Status(StatusCode::kMalformed, "not a classic capture file");
  if ((big ? link_type : Swapped(link_type)) != kLinkTypeEthernet)
    return Status(StatusCode::kUnsupported, "the capture file holds no Ethernet frames");
  return PcapReader(reader.Rest(), little, (big ? magic : Swapped(magic)) == kNanoseconds);
}

std::uint32_t PcapReader::U32() {
  const std::uint32_t value = reader_.U32();
  return little_endian_ ? Swapped(value) : value;
}

std::optional<PcapUdp> PcapReader::Next() {
  while (reader_.remaining() > 0) {
    const std::int64_t seconds = U32(), fraction = U32();
    const std::size_t captured = U32();
    (void)U32();
    const Bytes frame = reader_.Take(captured);
    if (!reader_.ok()) {
      truncated_ = true;
      return std::nullopt;
    }
    const std::int64_t wall_clock_us = seconds * 1'000'000 + (nanoseconds_ ? fraction / 1000 : fraction);
    const bool plausible = fraction < (nanoseconds_ ? 1'000'000'000 : 1'000'000);
    const auto found = plausible ? ParseFrame(frame, wall_clock_us) : std::nullopt;
    if (found) return found;
    ++skipped_;
  }
  return std::nullopt;
}

}  // namespace ossicle::file
