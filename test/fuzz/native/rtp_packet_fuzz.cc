// One datagram: what is parsed lies inside it, and written again it parses to the same.
#include <algorithm>
#include <cstdlib>

#include "hex_seed.h"
#include "rtp/rtp_packet.h"

using namespace ossicle;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> datagram = fuzz::DecodeSeed(data, size);
  (void)rtp::LooksLikeRtcp(datagram);
  (void)rtp::LooksLikeStun(datagram);
  const auto packet = rtp::ParseRtp(datagram);
  if (!packet.ok()) return 0;
  const Bytes payload = packet.value().payload;
  if (!payload.empty() &&
      (payload.data() < datagram.data() || payload.data() + payload.size() > datagram.data() + datagram.size()))
    std::abort();

  std::vector<std::uint8_t> again(rtp::kRtpHeaderSize + payload.size());
  if (rtp::WriteRtp(packet.value(), again) != again.size()) std::abort();
  const auto reread = rtp::ParseRtp(again);
  if (!reread.ok() || reread.value().ssrc != packet.value().ssrc || reread.value().marker != packet.value().marker ||
      reread.value().timestamp != packet.value().timestamp ||
      reread.value().sequence_number != packet.value().sequence_number ||
      reread.value().payload_type != packet.value().payload_type ||
      !std::ranges::equal(reread.value().payload, payload))
    std::abort();
  return 0;
}
