// Any bytes as a G.711 payload and as samples: no overrun, and decoding what was encoded is stable.
#include <cstdlib>
#include <cstring>
#include <vector>

#include "codec/codec_registry.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;

void Run(codec::Kind kind, Bytes bytes) {
  const auto decoder = std::move(codec::MakeDecoder(kind, 8000)).value();
  const auto encoder = std::move(codec::MakeEncoder(kind, 8000)).value();
  std::vector<Sample> samples(decoder->PacketSamples(bytes)), again(samples.size());
  std::vector<std::uint8_t> encoded(encoder->MaxPayloadBytes(samples.size()));
  if (bytes.empty()) {
    if (decoder->Decode(bytes, samples).ok()) std::abort();
    return;
  }
  if (decoder->Decode(bytes, Samples(samples).first(samples.size() - 1)).ok()) std::abort();
  if (!decoder->Decode(bytes, samples).ok() || !encoder->Encode(samples, encoded).ok()) std::abort();
  if (!decoder->Decode(encoded, again).ok() || again != samples) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = ossicle::fuzz::DecodeSeed(data, size);
  data = seed.data();
  size = seed.size();
  const Bytes bytes(data, size);
  Run(codec::Kind::kPcmu, bytes);
  Run(codec::Kind::kPcma, bytes);
  std::vector<Sample> samples(size / 2);
  if (!samples.empty()) std::memcpy(samples.data(), data, samples.size() * 2);
  std::vector<std::uint8_t> payload(samples.size());
  for (const auto kind : {codec::Kind::kPcmu, codec::Kind::kPcma})
    if (std::move(codec::MakeEncoder(kind, 8000)).value()->Encode(samples, payload).ok() != !samples.empty()) std::abort();
  return 0;
}
