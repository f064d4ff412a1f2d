// Any bytes as a run of Opus packets: [kind][length][payload]…. libopus is not instrumented, so guards around the frame
// and the sizes returned tell of an overrun.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "codec/codec_registry.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;

constexpr Sample kGuard = 0x5A5A;
constexpr std::size_t kGuardSamples = 64;

void Check(ConstSamples frame, std::size_t written, std::size_t allowed) {
  if (written > allowed) std::abort();
  for (const Sample sample : frame.subspan(allowed, kGuardSamples))
    if (sample != kGuard) std::abort();
}

void Play(codec::AudioDecoder& decoder, std::uint8_t kind, Bytes payload) {
  constexpr std::array<std::size_t, 4> kFrames = {120, 960, 1920, kMaxFrameSamples};
  std::array<Sample, kMaxFrameSamples + kGuardSamples> frame;
  const std::size_t allowed = kFrames[kind & 3];
  std::fill(frame.begin() + static_cast<std::ptrdiff_t>(allowed), frame.end(), kGuard);
  const Samples out = Samples(frame).first(allowed);
  if ((kind & 12) == 0) {
    Check(frame, decoder.DecodeFec(payload, out), allowed);
  } else if ((kind & 12) == 4) {
    Check(frame, decoder.Conceal(out), allowed);
  } else {
    const std::size_t promised = decoder.PacketSamples(payload);
    const auto decoded = decoder.Decode(payload, out);
    if (decoded.ok() && decoded.value() != promised) std::abort();
    if (!decoded.ok() && promised > 0 && promised <= allowed) std::abort();
    Check(frame, decoded.ok() ? decoded.value() : 0, allowed);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = ossicle::fuzz::DecodeSeed(data, size);
  data = seed.data();
  size = seed.size();
  static const auto decoder = std::move(codec::MakeDecoder(codec::Kind::kOpus, 48000)).value();
  decoder->Reset();
  Bytes bytes(data, size);
  for (int packets = 0; bytes.size() >= 2 && packets < 16; ++packets) {
    const std::uint8_t kind = bytes[0];
    const std::size_t length = std::min<std::size_t>(bytes[1], bytes.size() - 2);
    Play(*decoder, kind, bytes.subspan(2, length));
    bytes = bytes.subspan(2 + length);
  }
  return 0;
}
