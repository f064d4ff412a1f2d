#include "addon/bindings/jitter_buffer_binding.h"

#include <cmath>

#include "addon/unit_class.h"
#include "codec/codec_registry.h"
#include "session/packet_playout.h"

namespace ossicle::addon {
namespace {

using session::PacketPlayout;

Duration FromMs(double ms) { return Duration(std::llround(ms * 1e6)); }

Result<std::unique_ptr<PacketPlayout>> Make(const UnitCall& call) {
  const auto kind = static_cast<codec::Kind>(call.IntOption("codec"));
  const int sample_rate_hz = call.IntOption("sampleRateHz");
  auto decoder = codec::MakeDecoder(kind, sample_rate_hz);
  if (!decoder.ok()) return decoder.status();
  codec::CodecFormat format{kind, sample_rate_hz, codec::Describe(kind).clock_rate_hz};
  if (kind == codec::Kind::kL16) format.clock_rate_hz = sample_rate_hz;
  rtp::JitterBufferConfig delay;
  delay.min_delay = FromMs(call.Option("minDelayMs"));
  delay.max_delay = FromMs(call.Option("maxDelayMs"));
  if (const double fixed = call.Option("fixedDelayMs"); fixed >= 0) delay.fixed_delay = FromMs(fixed);
  delay.concealment_budget = static_cast<float>(call.Option("concealmentPercent") / 100);
  PacketPlayout::PayloadTypes types{static_cast<PayloadType>(call.IntOption("payloadType"))};
  if (const int noise = call.IntOption("comfortNoisePayloadType"); noise >= 0)
    types.comfort_noise = static_cast<PayloadType>(noise);
  return std::make_unique<PacketPlayout>(format, std::move(decoder).value(), types, delay);
}

// 1 when the packet was taken, else 0.
napi_value Insert(const UnitCall& call, PacketPlayout& playout) {
  const auto packet = call.Uint8(0);
  if (!packet) return call.Error(FrameError::kNotAView);
  const auto insertion = playout.Insert(*packet, Instant{} + FromMs(call.Double(1)));
  if (insertion == PacketPlayout::Insertion::kMalformed) return call.Error(FrameError::kMalformed);
  return call.Count(insertion == PacketPlayout::Insertion::kTaken ? 1 : 0);
}

// 1 when somebody was heard, else 0.
napi_value Process(const UnitCall& call, PacketPlayout& playout) {
  const auto frame = call.Int16(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  if (frame->size() > playout.longest_frame()) return call.Error(FrameError::kBadLength);
  return call.Count(playout.Pull(Instant{} + FromMs(call.Double(1)), *frame) ? 1 : 0);
}

// In the order of `lib/audio/jitter-buffer-stats.ts`.
napi_value Stats(const UnitCall& call, PacketPlayout& unit) {
  const auto out = call.Float64(0);
  if (!out) return call.Error(FrameError::kNotAView);
  const session::Playout& playout = unit.playout();
  const session::Playout::Stats& stats = playout.stats();
  const rtp::JitterBufferStats& packets = playout.packet_stats();
  const auto number = [](auto value) { return static_cast<double>(value); };
  const rtp::BurstMetrics::Figures bursts = packets.bursts.figures();
  const double packet_ms = ToMilliseconds(playout.packet_duration());
  const double expected = number(unit.received().packets) + std::max(number(unit.received().lost), 0.0);
  const std::array figures = {
      number(packets.received),
      number(packets.discarded()),
      number(packets.duplicate),
      number(unit.received().lost),
      stats.delay_s,
      stats.target_delay_s,
      stats.minimum_delay_s,
      number(stats.emitted_samples),
      number(stats.concealed_samples),
      number(stats.silent_concealed_samples),
      number(stats.concealment_events),
      number(stats.inserted_samples),
      number(stats.removed_samples),
      number(stats.packets_undecodable),
      unit.received().jitter_ms,
      ToMilliseconds(playout.target_delay()),
      ToMilliseconds(playout.minimum_delay()),
      expected > 0 ? std::min(number(packets.discarded()) / expected, 1.0) : 0,
      bursts.burst_density,
      bursts.gap_density,
      bursts.burst_places * packet_ms,
      bursts.gap_places * packet_ms,
  };
  if (out->size() < figures.size()) return call.Error(FrameError::kTooShort);
  std::copy(figures.begin(), figures.end(), out->begin());
  return call.Count(figures.size());
}

}  // namespace

void RegisterJitterBuffer(napi_env env, napi_value exports) {
  using Class = UnitClass<PacketPlayout, Make>;
  Class::Register(env, exports, "JitterBuffer",
                  {Class::Method<Insert>("insert"), Class::Method<Process>("process"), Class::Method<Stats>("stats"),
                   Class::Reset()});
}

}  // namespace ossicle::addon
