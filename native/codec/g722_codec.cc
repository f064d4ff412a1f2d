#include "codec/g722_codec.h"

namespace ossicle::codec {
namespace {

g722::LowerBits BitsOf(G722Mode mode) {
  switch (mode) {
    case G722Mode::k56Kbps: return g722::LowerBits::kFive;
    case G722Mode::k48Kbps: return g722::LowerBits::kFour;
    case G722Mode::k64Kbps: break;
  }
  return g722::LowerBits::kSix;
}

// The bits of an octet that are audio.
std::uint8_t MaskOf(G722Mode mode) {
  return static_cast<std::uint8_t>(0xFF << (static_cast<unsigned>(mode) - 1));
}

}  // namespace

Result<std::size_t> G722Decoder::Decode(Bytes payload, Samples out) {
  if (payload.empty()) return Status(StatusCode::kMalformed, "empty G.722 payload");
  if (payload.size() > out.size() / 2) return Status(StatusCode::kInvalidArgument, "G.722 payload longer than the frame");
  g722::Subband lower, higher;
  for (std::size_t at = 0; at < payload.size(); at += g722::kMaxPairs) {
    const Bytes codes = payload.subspan(at, std::min(g722::kMaxPairs, payload.size() - at));
    lower_.Decode(codes, BitsOf(mode_), lower.data());
    higher_.Decode(codes, higher.data());
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
    lower_.Encode(ConstSamples(lower).first(codes.size()), codes.data());
    higher_.Encode(ConstSamples(higher).first(codes.size()), codes.data());
    for (std::uint8_t& code : codes) code &= MaskOf(mode_);
  }
  return frame.size() / 2;
}

}  // namespace ossicle::codec
