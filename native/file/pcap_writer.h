#pragma once

#include "core/bytes.h"

namespace ossicle::file {

/// A datagram of a recording. Endpoints appear as hosts 10.{N/254+1}.0.{N%254+1}, we as 10.255.0.1, all at port 10000.
struct PcapDatagram {
  std::int64_t wall_clock_us = 0;  ///< Since 1970.
  std::uint32_t endpoint = 0;      ///< N.
  bool sent = false;               ///< To the endpoint; otherwise from it.
  Bytes payload{};
};

inline constexpr std::size_t kPcapFileHeaderBytes = 24;
inline constexpr std::size_t kPcapRecordHeaderBytes = 16;
inline constexpr std::size_t kEthernetHeaderBytes = 14, kIpv4HeaderBytes = 20, kUdpHeaderBytes = 8;
/// What a record holds before the payload.
inline constexpr std::size_t kPcapOverheadBytes =
    kPcapRecordHeaderBytes + kEthernetHeaderBytes + kIpv4HeaderBytes + kUdpHeaderBytes;
/// The longest datagram that IPv4 carries.
inline constexpr std::size_t kMaxPcapPayloadBytes = 65'535 - kIpv4HeaderBytes - kUdpHeaderBytes;

/// The begin of a classic capture file, little-endian, in microseconds, of Ethernet frames (libpcap's pcap-savefile(5)).
/// Returns bytes written, 0 when `out` is too short.
std::size_t WritePcapFileHeader(MutableBytes out);

/// One record: Ethernet without addresses, IPv4 with a checksum, UDP without one, payload. Returns bytes written, 0 when
/// `out` is too short or the payload too long.
std::size_t WritePcapDatagram(const PcapDatagram& datagram, MutableBytes out);

}  // namespace ossicle::file
