#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/slot_map.h"
#include "dsp/resampler.h"
#include "session/event.h"
#include "session/sample_source.h"

namespace ossicle::session {

/// Brings one SampleSource to a channel's rate and adds it to outgoing frames.
/// Made on the control thread, where its source and resampler take their memory; then owned by the media thread.
class Player {
 public:
  Player(Handle id, std::unique_ptr<SampleSource> source, int channel_rate_hz, Duration start = {});

  Handle id() const { return id_; }

  /// The channel's codec changed. Takes memory; command path only.
  void SetChannelRate(int channel_rate_hz);

  /// Goes on at another place of the source, if that can.
  void Seek(Duration position);
  /// Where in the source that is which is heard now. Of one that does not tell: what was played of it.
  Duration position() const;

  /// Tells how far the source has come. Once per tick.
  void Report(EventSink& events);
  /// A tick in which nobody hears it: what goes on by itself passes.
  void PassBy();

  /// Adds the next samples to `frame`, saturating; false when there was nothing to add.
  bool Mix(Samples frame);

  /// Set once the source has ended or failed and its last sample was mixed.
  std::optional<PlaybackEnd> end() const { return end_; }
  const char* error() const { return error_; }
  /// Time played, silence while waiting for data not counted.
  Duration played() const { return SamplesToDuration(played_samples_, channel_rate_hz_) + played_before_; }

 private:
  static constexpr Duration kChunk = Milliseconds(10);

  void Prepare();
  void Fill(std::size_t wanted);

  const Handle id_;
  const std::unique_ptr<SampleSource> source_;
  int channel_rate_hz_;
  std::optional<dsp::Resampler> resampler_;
  std::vector<Sample> chunk_;  // from the source
  std::vector<Sample> ready_;  // at the channel's rate
  std::size_t ready_count_ = 0;
  bool exhausted_ = false;
  std::optional<PlaybackEnd> end_;
  PlaybackEnd outcome_ = PlaybackEnd::kFinished;
  const char* error_ = "";
  std::int64_t played_samples_ = 0;
  Duration played_before_{};
  Duration position_base_;
};

}  // namespace ossicle::session
