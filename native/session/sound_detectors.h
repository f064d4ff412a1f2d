#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "dsp/answering_machine_detector.h"
#include "dsp/dtmf_detector.h"
#include "dsp/tone_detector.h"
#include "session/tick.h"

namespace ossicle::session {

/// What is looked for in what an endpoint says, each only where it was asked for: keys pressed as tones, call progress
/// and fax tones, who has answered. Tells it by events of that endpoint (kDigitHeard to kBeepHeard). Memory is taken in
/// the constructor and by SetSampleRate; one thread.
class SoundDetectors {
 public:
  struct Config {
    bool digits = false;
    bool tones = false;
    std::vector<dsp::TonePattern> patterns{};  ///< Of tones, besides those of faxes.
    bool answer = false;
  };

  SoundDetectors(Handle endpoint, Config config) : endpoint_(endpoint), config_(std::move(config)) {}

  /// What follows has another rate: all begin anew. Before Process, too. Takes memory.
  void SetSampleRate(int sample_rate_hz);

  /// What it said in a tick; silence when empty. `keys_told`: its keys come as telephone-events, and the tones would be
  /// the same again.
  void Process(ConstSamples said, bool keys_told, const Tick& tick);

 private:
  void DetectDigits(ConstSamples frame, bool keys_told, const Tick& tick);
  void DetectTones(ConstSamples frame, const Tick& tick);
  void DetectAnswer(ConstSamples frame, const Tick& tick);

  const Handle endpoint_;
  const Config config_;
  int sample_rate_hz_ = 0;
  std::vector<Sample> silence_;  // one tick
  std::optional<dsp::DtmfDetector> digits_;
  std::optional<dsp::ToneDetector> tones_;
  std::optional<dsp::AnsweringMachineDetector> answer_;
};

}  // namespace ossicle::session
