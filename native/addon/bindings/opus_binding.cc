#include "addon/bindings/opus_binding.h"

#include "addon/unit_class.h"
#include "codec/opus_codec.h"

namespace ossicle::addon {
namespace {

using codec::AudioDecoder;
using codec::AudioEncoder;

Result<std::unique_ptr<AudioEncoder>> MakeEncoder(const UnitCall& call) {
  const codec::EncoderOptions options{
      .channels = call.IntOption("channels"),
      .application = static_cast<codec::Application>(call.IntOption("application")),
      .bitrate_bps = call.IntOption("bitrateBps"),
      .variable_bitrate = call.Option("variableBitrate") != 0,
      .complexity = call.IntOption("complexity"),
      .fec = call.Option("fec") != 0,
      .dtx = call.Option("dtx") != 0,
      .expected_loss_percent = call.IntOption("expectedLossPercent"),
  };
  return codec::OpusAudioEncoder::Make(call.IntOption("sampleRateHz"), options);
}

napi_value Encode(const UnitCall& call, AudioEncoder& encoder) {
  const auto in = call.Int16(0);
  const auto out = call.Uint8(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  if (encoder.MaxPayloadBytes(in->size()) > out->size()) return call.Error(FrameError::kTooShort);
  const auto bytes = encoder.Encode(*in, *out);
  return bytes.ok() ? call.Count(bytes.value()) : call.Error(FrameError::kBadLength);
}

napi_value SetBitrate(const UnitCall& call, AudioEncoder& encoder) {
  encoder.SetBitrate(call.Int(0));
  return call.Count(0);
}

napi_value SetExpectedLoss(const UnitCall& call, AudioEncoder& encoder) {
  encoder.SetExpectedLoss(call.Int(0));
  return call.Count(0);
}

napi_value LatencySamples(const UnitCall& call, AudioEncoder& encoder) {
  return call.Number(encoder.latency_samples());
}

Result<std::unique_ptr<AudioDecoder>> MakeDecoder(const UnitCall& call) {
  return codec::OpusAudioDecoder::Make(call.IntOption("sampleRateHz"), call.IntOption("channels"));
}

napi_value Decode(const UnitCall& call, AudioDecoder& decoder) {
  const auto in = call.Uint8(0);
  const auto out = call.Int16(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  const auto samples = decoder.Decode(*in, *out);
  if (samples.ok()) return call.Count(samples.value());
  return call.Error(samples.status().code() == StatusCode::kMalformed ? FrameError::kMalformed : FrameError::kTooShort);
}

napi_value DecodeRedundancy(const UnitCall& call, AudioDecoder& decoder) {
  const auto in = call.Uint8(0);
  const auto out = call.Int16(1);
  if (!in || !out) return call.Error(FrameError::kNotAView);
  if (Overlap(*in, *out)) return call.Error(FrameError::kOverlap);
  if (decoder.PacketSamples(*in) == 0) return call.Error(FrameError::kMalformed);
  return call.Count(decoder.DecodeFec(*in, *out));
}

napi_value Conceal(const UnitCall& call, AudioDecoder& decoder) {
  const auto out = call.Int16(0);
  if (!out) return call.Error(FrameError::kNotAView);
  const std::size_t samples = decoder.Conceal(*out);
  return samples > 0 ? call.Count(samples) : call.Error(FrameError::kBadLength);
}

napi_value PacketSamples(const UnitCall& call, AudioDecoder& decoder) {
  const auto in = call.Uint8(0);
  if (!in) return call.Error(FrameError::kNotAView);
  const std::size_t samples = decoder.PacketSamples(*in);
  return samples > 0 ? call.Count(samples) : call.Error(FrameError::kMalformed);
}

}  // namespace

void RegisterOpus(napi_env env, napi_value exports) {
  using Encoder = UnitClass<AudioEncoder, MakeEncoder>;
  using Decoder = UnitClass<AudioDecoder, MakeDecoder>;
  Encoder::Register(env, exports, "OpusEncoder",
                    {Encoder::FrameMethod<Encode>("process"), Encoder::Method<SetBitrate>("setBitrate"),
                     Encoder::Method<SetExpectedLoss>("setExpectedLoss"), Encoder::Reset(),
                     Encoder::Method<LatencySamples>("latencySamples")});
  Decoder::Register(
      env, exports, "OpusDecoder",
      {Decoder::FrameMethod<Decode>("process"), Decoder::FrameMethod<DecodeRedundancy>("decodeRedundancy"),
       Decoder::FrameMethod<Conceal>("conceal"), Decoder::FrameMethod<PacketSamples>("packetSamples"),
       Decoder::Reset()});
}

}  // namespace ossicle::addon
