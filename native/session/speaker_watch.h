#pragma once

#include <algorithm>
#include <vector>

#include "dsp/mixer.h"
#include "session/route_plan.h"
#include "session/tick.h"

namespace ossicle::session {

/// Tells who has the floor in a session (kSpeakerChanged), as the mixer finds it, and that nobody has when the last
/// speaker has left or nobody has said anything for two seconds.
class SpeakerWatch {
 public:
  explicit SpeakerWatch(Handle session) : session_(session) {}

  /// Once per tick, after the mix.
  void Follow(const dsp::Mixer& mixer, const std::vector<Member>& members, const Tick& tick) {
    const std::optional<dsp::Mixer::InputId> active = mixer.active_speaker();
    const bool speaks = active && mixer.speaker(*active).recent >= kSpeaks;
    silent_ticks_ = speaks ? 0 : std::min(silent_ticks_ + 1, kTicksToSilence);
    Handle speaker = told_;
    if (speaks)
      speaker = Find(members, [&](const Member& member) { return member.input == *active; });
    else if (silent_ticks_ == kTicksToSilence)
      speaker = {};
    else
      speaker = Find(members, [&](const Member& member) { return member.endpoint->id() == told_; });
    if (speaker == told_) return;
    told_ = speaker;
    tick.events.Emit({EventType::kSpeakerChanged, session_, static_cast<double>(speaker.value)});
  }

 private:
  static constexpr int kTicksToSilence = 100;
  static constexpr float kSpeaks = 0.1f;  // of 1, over about 150 ms

  template <typename Is>
  static Handle Find(const std::vector<Member>& members, Is is) {
    const auto found = std::find_if(members.begin(), members.end(), is);
    return found == members.end() ? Handle{} : found->endpoint->id();
  }

  const Handle session_;
  Handle told_{};  // none
  int silent_ticks_ = 0;
};

}  // namespace ossicle::session
