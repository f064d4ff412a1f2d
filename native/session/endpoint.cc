#include "session/endpoint.h"

namespace ossicle::session {

void Endpoint::WatchVoice(ConstSamples said, const Tick& tick) {
  const auto report = voice_monitor_->Process(said, tick.now);
  if (!report) return;
  if (report->speech)
    tick.events.Emit({EventType::kVoiceStarted, id_});
  else
    tick.events.Emit({EventType::kVoiceSilent, id_, ToMilliseconds(report->silence)});
}

}  // namespace ossicle::session
