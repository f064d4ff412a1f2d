#pragma once

#include <optional>

#include "core/bytes.h"
#include "core/status.h"

namespace ossicle::file {

/// An IPv4 datagram of UDP in a capture file; `payload` points into the file.
struct PcapUdp {
  std::int64_t wall_clock_us = 0;  ///< Since 1970.
  std::uint32_t source_address = 0, destination_address = 0;
  std::uint16_t source_port = 0, destination_port = 0;
  Bytes payload{};
};

/// Reads a classic capture file (pcap-savefile(5)) in memory: either byte order, microseconds or nanoseconds, Ethernet.
/// Records that hold anything but whole UDP over IPv4 are skipped and counted.
class PcapReader {
 public:
  /// kMalformed: no capture file; kUnsupported: one of another link type.
  static Result<PcapReader> Open(Bytes file);

  /// None at the end, which may be a record cut short.
  std::optional<PcapUdp> Next();
  bool truncated() const { return truncated_; }
  std::uint64_t skipped() const { return skipped_; }

 private:
  PcapReader(Bytes records, bool little_endian, bool nanoseconds)
      : reader_(records), little_endian_(little_endian), nanoseconds_(nanoseconds) {}
  std::uint32_t U32();

  ByteReader reader_;
  bool little_endian_;
  bool nanoseconds_;
  bool truncated_ = false;
  std::uint64_t skipped_ = 0;
};

}  // namespace ossicle::file
