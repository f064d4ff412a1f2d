#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "core/frame.h"
#include "core/published.h"
#include "core/slot_map.h"
#include "dsp/voice_activity_monitor.h"
#include "session/endpoint_stats.h"
#include "session/recordings.h"
#include "session/sound_detectors.h"
#include "session/tick.h"

namespace ossicle::session {

enum class EndpointKind : std::uint8_t { kRtp, kSource, kBridge };

/// How an endpoint takes part in its session, whichever that is.
struct Participation {
  bool feeds = true;  ///< The session hears it.
  bool hears = true;  ///< It hears the session.
  bool muted = false;
  float gain_db = 0;  ///< Of what it says.
  /// Of a bridge: no other bridge leads out of the session behind it, so that other bridges may be heard through it.
  bool terminal = false;
};

/// What an endpoint is given in a tick.
struct Hearing {
  ConstSamples mix{};        ///< At the session's rate; empty when nobody it hears said anything.
  std::size_t speakers = 0;  ///< How many it hears, silent or not.
  bool relayed = false;      ///< It gets the packets of its one speaker instead, as they come.
};

/// Where media enters or leaves a Session.
///
/// Per tick Receive is called on all members of a session, then Transmit. Everything else is a command between ticks.
/// One thread at a time; the thread may change between ticks.
class Endpoint {
 public:
  virtual ~Endpoint() = default;

  Handle id() const { return id_; }
  EndpointKind kind() const { return kind_; }
  Participation& participation() { return participation_; }
  const Participation& participation() const { return participation_; }

  /// What is recorded of it.
  Recordings& recordings() { return recordings_; }

  /// Whether it takes part: it is connected or playing.
  virtual bool active() const = 0;
  /// At which rate it wants to hear the session.
  virtual int sample_rate_hz() const = 0;
  /// The rate at which the session mixes. Takes memory; command path only.
  virtual void SetMixRate(int mix_rate_hz) = 0;

  /// What it said in this tick, at the session's rate; empty when nothing. Valid until the next Receive.
  virtual ConstSamples Receive(const Tick& tick) = 0;
  ConstSamples heard() const { return heard_; }
  virtual void Transmit(const Tick& tick, const Hearing& hearing) = 0;

  /// Puts `monitor` in the place of the present one, which it then holds; with none nobody watches the voice. Takes
  /// memory; command path only.
  void SwapVoiceMonitor(std::unique_ptr<dsp::VoiceActivityMonitor>& monitor) {
    voice_monitor_.swap(monitor);
    SetVoiceRate(voice_rate_hz_);
  }
  /// The same for what is looked for in its sound.
  void SwapSoundDetectors(std::unique_ptr<SoundDetectors>& detectors) {
    sound_detectors_.swap(detectors);
    SetVoiceRate(voice_rate_hz_);
  }
  /// Whether someone wants to know something that takes what it says.
  bool watched() const { return voice_monitor_ || sound_detectors_; }

  /// Ends what goes on in it.
  virtual void Close(const Tick& tick) = 0;

  /// Whether its next ticks have nothing to do that could not wait for a few of them, as long as packets are relayed to it.
  virtual bool at_rest() const { return false; }

  /// Whether something happened since the last call, other than by a command, that decides who hears whom, or how.
  bool TakeChanged() { return std::exchange(changed_, false); }
  bool changed() const { return changed_; }

  virtual EndpointStats Stats(Instant now) const = 0;
  /// Where any thread reads the figures; renewed every 100 ms, by each endpoint at another time.
  const std::shared_ptr<Published<EndpointStats>>& published_stats() const { return published_stats_; }

 protected:
  Endpoint(Handle id, EndpointKind kind)
      : recordings_(id), id_(id), kind_(kind), published_stats_(std::make_shared<Published<EndpointStats>>()) {}

  /// What it says is at this rate from now on. Takes memory; command path only.
  void SetVoiceRate(int sample_rate_hz) {
    voice_rate_hz_ = sample_rate_hz;
    if (voice_monitor_) voice_monitor_->SetSampleRate(sample_rate_hz);
    if (sound_detectors_) sound_detectors_->SetSampleRate(sample_rate_hz);
  }
  /// To be called once per tick with what it said; empty when nothing came. `keys_told`: see SoundDetectors.
  void Watch(ConstSamples said, const Tick& tick, bool keys_told = false) {
    if (voice_monitor_) WatchVoice(said, tick);
    if (sound_detectors_) sound_detectors_->Process(said, keys_told, tick);
  }

  /// To be called once per tick.
  void PublishStats(Instant now) {
    if (now < next_publish_) return;
    const Duration spread = static_cast<int>(id_.value % kTicksPerPublish) * kFrameDuration;
    next_publish_ = now + (next_publish_ == Instant{} ? spread : kPublishInterval);
    published_stats_->Store(Stats(now));
  }

  void NoteChange() { changed_ = true; }

  ConstSamples heard_;
  Recordings recordings_;

 private:
  void WatchVoice(ConstSamples said, const Tick& tick);

  static constexpr int kTicksPerPublish = 5;
  /// Half a tick less, because ticks are a little early or late.
  static constexpr Duration kPublishInterval = kTicksPerPublish * kFrameDuration - kFrameDuration / 2;

  const Handle id_;
  const EndpointKind kind_;
  Participation participation_;
  bool changed_ = false;
  Instant next_publish_{};
  const std::shared_ptr<Published<EndpointStats>> published_stats_;
  int voice_rate_hz_ = 8000;
  std::unique_ptr<dsp::VoiceActivityMonitor> voice_monitor_;
  std::unique_ptr<SoundDetectors> sound_detectors_;
};

}  // namespace ossicle::session
