#include "session/tone_source.h"

#include <algorithm>

namespace ossicle::session {

bool ToneSource::Start() {
  while (next_ < tones_.size()) {
    if (!StartNextPart()) return false;  // every part is tried once, so that none can fail while it plays
  }
  next_ = 0;
  return StartNextPart();
}

SampleSource::Read ToneSource::Take(Samples out) {
  std::size_t written = generator_.Process(out);
  while (written < out.size()) {
    if (next_ == tones_.size() && options_.TakeLoop()) next_ = 0;
    if (!StartNextPart()) return {written, State::kEnded};
    const std::size_t more = generator_.Process(out.subspan(written));
    if (more == 0) return {written, State::kEnded};  // tones without duration: repeating them would never end
    written += more;
  }
  return {written, State::kMore};
}

bool ToneSource::StartNextPart() {
  const std::size_t count = std::min(tones_.size() - next_, dsp::ToneGenerator::kMaxSteps);
  if (count == 0) return false;
  const bool whole = count == tones_.size();
  if (!generator_.Start(std::span(tones_).subspan(next_, count), whole && options_.loops == PlayOptions::kForEver)) return false;
  next_ += count;
  return true;
}

}  // namespace ossicle::session
