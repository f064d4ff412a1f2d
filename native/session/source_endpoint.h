#pragma once

#include <memory>
#include <vector>

#include "session/endpoint.h"
#include "session/player.h"

namespace ossicle::session {

/// A file, tone or other source that feeds a session and hears nothing. Ended or paused it takes no part.
class SourceEndpoint final : public Endpoint {
 public:
  SourceEndpoint(Handle id, std::unique_ptr<Player> player);

  void SetPaused(bool paused) { paused_ = paused; }
  /// Goes on elsewhere in the source; without effect where the source cannot, or has ended.
  void Seek(Duration position);

  bool active() const override { return player_ && !paused_; }
  /// It hears nothing, so it asks for no more than the least.
  int sample_rate_hz() const override { return 8000; }
  void SetMixRate(int mix_rate_hz) override;
  ConstSamples Receive(const Tick& tick) override;
  void Transmit(const Tick& tick, const Hearing&) override;
  void Close(const Tick& tick) override;
  EndpointStats Stats(Instant now) const override;

 private:
  void PlayFrame(const Tick& tick);
  void End(PlaybackEnd end, EventSink& events);

  std::unique_ptr<Player> player_;
  bool paused_ = false;
  Duration position_{};  // where it ended
  std::vector<Sample> frame_;
  std::uint64_t frames_ = 0;  // that fed the session
};

}  // namespace ossicle::session
