// Any bytes as G.722 octets and as samples, in each mode: no overrun, and frame length does not matter.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "codec/g722_codec.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;
using codec::G722Mode;

void Decode(G722Mode mode, Bytes octets) {
  codec::G722Decoder whole(mode), pieces(mode);
  std::vector<Sample> samples(whole.PacketSamples(octets)), again(samples.size());
  if (octets.empty()) {
    if (whole.Decode(octets, samples).ok()) std::abort();
    return;
  }
  if (whole.Decode(octets, Samples(samples).first(samples.size() - 1)).ok()) std::abort();
  if (!whole.Decode(octets, samples).ok()) std::abort();
  for (std::size_t at = 0, length = 0; at < octets.size(); at += length) {
    length = std::min<std::size_t>(1 + octets[at] % 200, octets.size() - at);
    if (!pieces.Decode(octets.subspan(at, length), Samples(again).subspan(2 * at, 2 * length)).ok()) std::abort();
  }
  if (samples != again) std::abort();
}

void Encode(G722Mode mode, Bytes bytes) {
  std::vector<Sample> samples(bytes.size() / 2);
  if (!samples.empty()) std::memcpy(samples.data(), bytes.data(), samples.size() * 2);
  codec::G722Encoder encoder(mode);
  std::vector<std::uint8_t> octets(encoder.MaxPayloadBytes(samples.size()));
  const bool even = !samples.empty() && samples.size() % 2 == 0;
  if (encoder.Encode(samples, octets).ok() != even) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = ossicle::fuzz::DecodeSeed(data, size);
  data = seed.data();
  size = seed.size();
  for (const auto mode : {G722Mode::k64Kbps, G722Mode::k56Kbps, G722Mode::k48Kbps}) {
    Decode(mode, Bytes(data, size));
    Encode(mode, Bytes(data, size));
  }
  return 0;
}
