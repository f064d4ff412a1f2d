#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/slot_map.h"
#include "dsp/resampler.h"
#include "session/event.h"

namespace ossicle::session {

/// Takes recorded samples away from the media thread without making it wait. Full policy: what does not fit is
/// dropped and counted by the sink; one that writes a file keeps the time line by silence in its place.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  virtual AudioFormat format() const = 0;
  /// Samples come from now on.
  virtual void Begin() {}
  /// Interleaved samples of whole frames.
  virtual void Write(ConstSamples samples, EventSink& events) = 0;
  /// No more samples come; `closed` when their endpoint or session went away. The sink reports the end itself.
  virtual void Finish(bool closed) = 0;
};

/// Which of an endpoint's two directions.
enum class AudioPart : std::uint8_t { kSaid, kHeard, kBoth };

/// Feeds one SampleSink with what an endpoint says, what it hears, or both (said left, heard right), at the sink's rate
/// whatever the codec's. While it is paused, silence takes the place of the sound, so that the time line goes on.
class Recorder {
 public:
  /// A sink for kBoth has two channels, any other has one.
  Recorder(Handle id, std::shared_ptr<SampleSink> sink, int channel_rate_hz, AudioPart part);

  Handle id() const { return id_; }
  bool wants_heard() const { return part_ != AudioPart::kSaid; }
  /// The channel's codec changed. Takes memory; command path only.
  void SetChannelRate(int channel_rate_hz);
  void SetPaused(bool paused) { paused_ = paused; }
  /// Once per tick each, in this order, with one frame at the channel's rate.
  void Said(ConstSamples frame, EventSink& events);
  void Heard(ConstSamples frame, EventSink& events);
  void Finish(bool closed) { sink_->Finish(closed); }

 private:
  void WriteOne(ConstSamples frame, EventSink& events);
  std::size_t Resample(dsp::Resampler& resampler, ConstSamples frame);

  Handle id_;
  std::shared_ptr<SampleSink> sink_;
  AudioPart part_;
  bool paused_ = false;
  std::optional<dsp::Resampler> resampler_, heard_resampler_;
  std::vector<Sample> resampled_;
  std::vector<Sample> both_;  // interleaved
};

}  // namespace ossicle::session
