#include "codec/g722_codec.h"

namespace ossicle::codec {
namespace {

// Two bands that wait for nothing of each other: in one loop the processor works on both at a time, and on copies the
// compiler keeps their state in registers.
void EncodeBands(const g722::Subband& lower, const g722::Subband& higher, g722::LowerBand& lower_band,
                 g722::HigherBand& higher_band, MutableBytes codes) {
  g722::LowerBand low = lower_band;
  g722::HigherBand high = higher_band;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const int low_code = low.Encode(lower[i]), high_code = high.Encode(higher[i]);
    codes[i] = static_cast<std::uint8_t>(low_code | high_code << 6);
  }
  lower_band = low;
  higher_band = high;
}

template <int kBits>
void DecodeBands(Bytes codes, g722::LowerBand& lower_band, g722::HigherBand& higher_band, g722::Subband& lower,
                 g722::Subband& higher) {
  g722::LowerBand low = lower_band;
  g722::HigherBand high = higher_band;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    lower[i] = static_cast<Sample>(low.Decode<kBits>(codes[i] & 63u));
    higher[i] = static_cast<Sample>(high.Decode(codes[i] >> 6));
  }
  lower_band = low;
  higher_band = high;
}

auto DecodeBandsOf(G722Mode mode) {
  switch (mode) {
    case G722Mode::k56Kbps: return DecodeBands<5>;
    case G722Mode::k48Kbps: return DecodeBands<4>;
    case G722Mode::k64Kbps: break;
  }
  return DecodeBands<6>;
}

// The bits of an octet that are audio.
std::uint8_t MaskOf(G722Mode mode) { return static_cast<std::uint8_t>(0xFF << (static_cast<unsigned>(mode) - 1)); }

}  // namespace

Result<std::size_t> G722Decoder::Decode(Bytes payload, Samples out) {
  if (payload.empty()) return Status(StatusCode::kMalformed, "empty G.722 payload");
  if (payload.size() > out.size() / 2)
    return Status(StatusCode::kInvalidArgument, "G.722 payload longer than the frame");
  const auto decode_bands = DecodeBandsOf(mode_);
  g722::Subband lower, higher;
  for (std::size_t at = 0; at < payload.size(); at += g722::kMaxPairs) {
    const Bytes codes = payload.subspan(at, std::min(g722::kMaxPairs, payload.size() - at));
    decode_bands(codes, lower_, higher_, lower, higher);
    synthesis_.Join(lower, higher, out.subspan(2 * at, 2 * codes.size()));
  }
  return 2 * payload.size();
}

Result<std::size_t> G722Encoder::Encode(ConstSamples frame, MutableBytes out) {
  if (frame.empty() || frame.size() % 2 != 0) return Status(StatusCode::kInvalidArgument, "no even frame length");
  if (frame.size() / 2 > out.size()) return Status(StatusCode::kInvalidArgument, "no room for the G.722 payload");
  g722::Subband lower, higher;
  for (std::size_t at = 0; at < frame.size(); at += 2 * g722::kMaxPairs) {
    const ConstSamples samples = frame.subspan(at, std::min(2 * g722::kMaxPairs, frame.size() - at));
    const MutableBytes codes = out.subspan(at / 2, samples.size() / 2);
    analysis_.Split(samples, lower, higher);
    EncodeBands(lower, higher, lower_, higher_, codes);
    for (std::uint8_t& code : codes) code &= MaskOf(mode_);
  }
  return frame.size() / 2;
}

}  // namespace ossicle::codec
