// What an Opus encoder can be told, beyond what calls use: stereo, applications, constant and changing bit rates.
#include <gtest/gtest.h>

#include "codec/opus_codec.h"
#include "signals.h"

namespace ossicle::codec {
namespace {

using test::Signal;
using Packet = std::vector<std::uint8_t>;

constexpr int kRates[] = {8000, 12000, 16000, 24000, 48000};

std::vector<Packet> Encoded(AudioEncoder& encoder, const Signal& in, std::size_t frame_samples) {
  std::vector<Packet> packets;
  for (std::size_t at = 0; at + frame_samples <= in.size(); at += frame_samples) {
    Packet packet(encoder.MaxPayloadBytes(frame_samples));
    const auto bytes = encoder.Encode(ConstSamples(in).subspan(at, frame_samples), packet);
    EXPECT_TRUE(bytes.ok());
    packet.resize(bytes.ok() ? bytes.value() : 0);
    packets.push_back(packet);
  }
  return packets;
}

Signal Interleaved(const Signal& left, const Signal& right) {
  Signal both;
  for (std::size_t i = 0; i < left.size(); ++i) both.insert(both.end(), {left[i], right[i]});
  return both;
}

Signal Channel(const Signal& both, std::size_t which) {
  Signal out;
  for (std::size_t i = which; i < both.size(); i += 2) out.push_back(both[i]);
  return out;
}

TEST(OpusOptions, StereoKeepsItsChannelsApart) {
  for (const int rate_hz : {16000, 48000}) {
    const auto encoder = std::move(OpusAudioEncoder::Make(
        rate_hz, {.channels = 2, .application = Application::kAudio, .bitrate_bps = 128000})).value();
    const auto decoder = std::move(OpusAudioDecoder::Make(rate_hz, 2)).value();
    const Signal in = Interleaved(test::Sine(500, -12, 1000, rate_hz), test::Sine(2500, -12, 1000, rate_hz));
    const std::size_t frame = FrameSamples(rate_hz) * 2;
    Signal out;
    for (const Packet& packet : Encoded(*encoder, in, frame)) {
      Signal part(frame);
      ASSERT_EQ(decoder->PacketSamples(packet), frame);
      ASSERT_EQ(decoder->Decode(packet, part).value(), frame);
      test::Append(out, part);
    }
    const Signal left = Channel(out, 0), right = Channel(out, 1);
    const auto settled = [&](const Signal& channel) { return ConstSamples(channel).last(channel.size() / 2); };
    EXPECT_NEAR(test::ToneDbov(settled(left), 500, rate_hz), -12, 1.5);
    EXPECT_NEAR(test::ToneDbov(settled(right), 2500, rate_hz), -12, 1.5);
    EXPECT_LT(test::ToneDbov(settled(left), 2500, rate_hz), -40);
    EXPECT_LT(test::ToneDbov(settled(right), 500, rate_hz), -40);
  }
}

TEST(OpusOptions, StereoChecksSizesOfBothChannels) {
  const auto encoder = std::move(OpusAudioEncoder::Make(48000, {.channels = 2})).value();
  const auto decoder = std::move(OpusAudioDecoder::Make(48000, 2)).value();
  Packet packet(2000);
  const Signal in(1920);
  EXPECT_FALSE(encoder->Encode(ConstSamples(in).first(960 + 1), packet).ok());
  const std::size_t bytes = encoder->Encode(in, packet).value();
  Signal out(1920 + 4, Sample{77});
  EXPECT_EQ(decoder->Decode(Bytes(packet).first(bytes), Samples(out).first(1919)).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(decoder->Decode(Bytes(packet).first(bytes), out).value(), 1920u);
  EXPECT_EQ(decoder->Conceal(Samples(out).first(1920)), 1920u);
  EXPECT_EQ(decoder->Conceal(Samples(out).first(1919)), 0u);
  for (std::size_t i = 1920; i < out.size(); ++i) EXPECT_EQ(out[i], 77);
}

TEST(OpusOptions, OtherNumbersOfChannelsAreUnsupported) {
  for (const int channels : {-1, 0, 3}) {
    EXPECT_EQ(OpusAudioDecoder::Make(48000, channels).status().code(), StatusCode::kUnsupported);
    EXPECT_EQ(OpusAudioEncoder::Make(48000, {.channels = channels}).status().code(), StatusCode::kUnsupported);
  }
}

TEST(OpusOptions, AConstantBitrateMakesPacketsOfOneSize) {
  const auto encoder =
      std::move(OpusAudioEncoder::Make(16000, {.bitrate_bps = 32000, .variable_bitrate = false})).value();
  for (const Packet& packet : Encoded(*encoder, test::Noise(-20, 400, 16000, 1), 320)) EXPECT_EQ(packet.size(), 80u);
  encoder->SetBitrate(64000);
  for (const Packet& packet : Encoded(*encoder, test::Noise(-20, 400, 16000, 1), 320)) EXPECT_EQ(packet.size(), 160u);
}

TEST(OpusOptions, TheHighestBitrateFitsThePayload) {
  for (const double ms : {2.5, 20.0, 60.0}) {
    const auto encoder = std::move(OpusAudioEncoder::Make(
        48000, {.channels = 2, .application = Application::kAudio, .bitrate_bps = 510000, .variable_bitrate = false})).value();
    const std::size_t frame = 2 * test::SamplesIn(ms, 48000);
    for (const Packet& packet : Encoded(*encoder, test::Noise(-10, 240, 48000, 1), frame)) EXPECT_GT(packet.size(), 100u);
  }
}

TEST(OpusOptions, LatencyIsWhatTheApplicationNeeds) {
  for (const int rate_hz : kRates) {
    const auto voice = std::move(OpusAudioEncoder::Make(rate_hz, {})).value();
    const auto quick = std::move(OpusAudioEncoder::Make(rate_hz, {.application = Application::kLowDelay})).value();
    EXPECT_EQ(voice->latency_samples(), rate_hz * 65 / 10000);  // 2.5 + 4 ms
    EXPECT_EQ(quick->latency_samples(), rate_hz / 400);
  }
}

}  // namespace
}  // namespace ossicle::codec
