#include "session/recorder.h"

namespace ossicle::session {

Recorder::Recorder(Handle id, std::shared_ptr<SampleSink> sink, int channel_rate_hz) : id_(id), sink_(std::move(sink)) {
  SetChannelRate(channel_rate_hz);
}

void Recorder::SetChannelRate(int channel_rate_hz) {
  if (resampler_ && resampler_->in_hz() == channel_rate_hz) return;
  resampler_.emplace(channel_rate_hz, sink_->sample_rate_hz());
  resampled_.resize(resampler_->OutputSamples(FrameSamples(channel_rate_hz)));
}

void Recorder::Write(ConstSamples frame) {
  const std::size_t count = resampler_->Process(frame, resampled_);
  sink_->Write(ConstSamples(resampled_).first(count));
}

}  // namespace ossicle::session
