#pragma once

#include <memory>
#include <span>

#include "core/frame.h"
#include "core/status.h"

namespace ossicle::dsp {

/// How far noise is pushed down in pauses, in dB: 6, 12, 18 or 21.
enum class NoiseReduction : std::uint8_t { kLow, kModerate, kHigh, kVeryHigh };

/// One instance of WebRTC's audio processing module, set to do one thing: AEC3, or its noise suppressor. Both switch on
/// the module's high-pass. Mono, full scale 1.0, blocks of 10 ms, 8, 16, 32 or 48 kHz (8 kHz is resampled to 16 kHz
/// inside).
///
/// The module is another's: it takes a mutex, which nobody else holds, in each call. Its own figures of delay and echo return loss
/// enhancement are not offered: tg_owt's stand still whatever happens.
class WebRtcStage {
 public:
  static constexpr std::size_t kMostBlockSamples = 480;

  static Result<std::unique_ptr<WebRtcStage>> EchoCanceller(int sample_rate_hz);
  static Result<std::unique_ptr<WebRtcStage>> NoiseSuppressor(int sample_rate_hz, NoiseReduction reduction);
  /// Whether the module is linked into this build; without it both of the above are kUnsupported.
  static bool IsLinked();
  static bool IsRate(int sample_rate_hz);

  virtual ~WebRtcStage() = default;

  /// What the loudspeaker plays next: the reference of an echo canceller. Call before Process of the same 10 ms.
  virtual void AnalyzeReference(std::span<const float> block) = 0;
  /// Replaces a block by its processed self, late by the delay of the stage.
  virtual void Process(std::span<float> block) = 0;
  /// How late Process is.
  virtual int latency_samples() const = 0;
  virtual void Reset() = 0;
};

/// Samples in a block.
constexpr std::size_t WebRtcBlockSamples(int sample_rate_hz) { return FrameSamples(sample_rate_hz, Milliseconds(10)); }

}  // namespace ossicle::dsp
