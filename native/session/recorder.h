#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/slot_map.h"
#include "dsp/resampler.h"

namespace ossicle::session {

/// Takes recorded samples away from the media thread without making it wait. Full policy: what does not fit is
/// dropped and counted by the sink, which keeps the time line by writing silence in its place.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  virtual int sample_rate_hz() const = 0;
  virtual void Write(ConstSamples samples) = 0;
  /// No more samples come; `closed` when the endpoint went away. The sink reports the end itself.
  virtual void Finish(bool closed) = 0;
};

/// Feeds one SampleSink with what an endpoint hears, at the sink's rate whatever the codec's.
class Recorder {
 public:
  Recorder(Handle id, std::shared_ptr<SampleSink> sink, int channel_rate_hz);

  Handle id() const { return id_; }
  /// The channel's codec changed. Takes memory; command path only.
  void SetChannelRate(int channel_rate_hz);
  void Write(ConstSamples frame);
  void Finish(bool closed) { sink_->Finish(closed); }

 private:
  Handle id_;
  std::shared_ptr<SampleSink> sink_;
  std::optional<dsp::Resampler> resampler_;
  std::vector<Sample> resampled_;
};

}  // namespace ossicle::session
