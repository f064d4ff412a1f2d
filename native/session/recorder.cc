#include "session/recorder.h"

#include <algorithm>

namespace ossicle::session {

Recorder::Recorder(Handle id, std::shared_ptr<SampleSink> sink, int channel_rate_hz, AudioPart part)
    : id_(id), sink_(std::move(sink)), part_(part) {
  SetChannelRate(channel_rate_hz);
}

void Recorder::SetChannelRate(int channel_rate_hz) {
  if (resampler_ && resampler_->in_hz() == channel_rate_hz) return;
  const int sink_rate_hz = sink_->format().sample_rate_hz;
  resampler_.emplace(channel_rate_hz, sink_rate_hz);
  resampled_.resize(resampler_->OutputSamples(FrameSamples(channel_rate_hz)));
  if (part_ != AudioPart::kBoth) return;
  heard_resampler_.emplace(channel_rate_hz, sink_rate_hz);
  both_.assign(2 * resampled_.size(), 0);
}

std::size_t Recorder::Resample(dsp::Resampler& resampler, ConstSamples frame) {
  const std::size_t count = resampler.Process(frame, resampled_);
  if (paused_) std::fill_n(resampled_.begin(), count, Sample{0});
  return count;
}

void Recorder::WriteOne(ConstSamples frame, EventSink& events) {
  const std::size_t count = Resample(*resampler_, frame);
  sink_->Write(ConstSamples(resampled_).first(count), events);
}

void Recorder::Said(ConstSamples frame, EventSink& events) {
  if (part_ == AudioPart::kSaid) return WriteOne(frame, events);
  if (part_ != AudioPart::kBoth) return;
  const std::size_t count = Resample(*resampler_, frame);
  for (std::size_t i = 0; i < count; ++i) both_[2 * i] = resampled_[i];
}

void Recorder::Heard(ConstSamples frame, EventSink& events) {
  if (part_ == AudioPart::kHeard) return WriteOne(frame, events);
  if (part_ != AudioPart::kBoth) return;
  const std::size_t count = Resample(*heard_resampler_, frame);
  for (std::size_t i = 0; i < count; ++i) both_[2 * i + 1] = resampled_[i];
  sink_->Write(ConstSamples(both_).first(2 * count), events);
}

}  // namespace ossicle::session
