#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dsp/mix_kernels.h"
#include "dsp/soft_limiter.h"
#include "dsp/speaker.h"

namespace ossicle::dsp {

struct MixerOptions {
  int sample_rate_hz = 8000;
  std::size_t frame_samples = 160;  ///< Of one channel.
  int channels = 1;                 ///< Of what is heard: 1, or 2 interleaved. What is written is mono.
  std::size_t loudest = 0;          ///< How many of the loudest are heard; 0 for all.
  bool find_speaker = false;        ///< Whether Mix tells who has the floor.
};

/// Sums the frames of inputs, each with gain and place, and gives each the sum without its own (mix-minus).
///
/// Sums are floats in 16-bit units. What an input gave to the sum is taken out again as it went in, so nothing of it is
/// left but the rounding of the sum, 2^-24 of its largest value; at gains of 1 sums below 2^24 (512 voices at full
/// scale) are exact, and a lone speaker passes bit for bit. What exceeds the 16-bit range is turned down by a limiter
/// of each listener (dsp/soft_limiter.h).
///
/// Order per tick: Write for each who says something, Mix, then reads. Adding inputs takes memory, ticks take none.
/// Gains, places and mutes change along a smooth curve over the next frame. Latency: none.
class Mixer {
 public:
  using InputId = std::size_t;

  explicit Mixer(const MixerOptions& options);

  std::size_t frame_samples() const { return options_.frame_samples; }
  std::size_t output_samples() const { return total_.size(); }

  /// Ids are small numbers; those of removed inputs are given out again. Inputs come and go between ticks.
  InputId AddInput();
  void RemoveInput(InputId input);
  bool HasInput(InputId input) const { return input < inputs_.size() && speakers_[input].present; }
  std::size_t inputs() const { return inputs_.size() - free_.size(); }

  void SetGain(InputId input, float db);
  void SetMuted(InputId input, bool muted) { inputs_[input].muted = muted; }
  /// From -1, left, to 1, right, at constant power: in the middle 3 dB below that on both sides. Mono ignores it.
  void SetPan(InputId input, float pan);

  /// What an input says in this tick; again replaces. The samples must stay until the tick's last read. Shorter than
  /// frame_samples() counts as followed by silence, longer is cut.
  void Write(InputId input, ConstSamples frame);
  /// The same for full scale 1.0, copied. Samples that are no number count as silence.
  void Write(InputId input, std::span<const float> frame);

  /// Sums what was written. The input that has just become the active speaker, if any (only with find_speaker).
  std::optional<InputId> Mix();
  /// Whether there is a mix to read: not between a Write and the next Mix.
  bool mixed() const { return mixed_; }
  std::optional<InputId> active_speaker() const { return active_.index(); }
  /// How loud an input is of late; followed only with find_speaker or loudest.
  const Speaker& speaker(InputId input) const { return speakers_[input]; }

  /// What an input hears: all but itself. Outputs of another size than output_samples() are left alone.
  void ReadWithout(InputId input, Samples out);
  void ReadWithout(InputId input, std::span<float> out);
  /// What an input hears who hears `heard` alone: a sum of their own, in which nothing is left of anyone else.
  void ReadOnly(InputId listener, std::span<const InputId> heard, Samples out);
  /// What someone hears who is no input.
  void ReadAll(Samples out);
  void ReadAll(std::span<float> out);

  /// How many float samples so far were NaN or infinite.
  std::uint64_t non_finite_samples() const { return non_finite_samples_; }

  /// Forgets the signal so far; inputs and their settings stay.
  void Reset();

 private:
  using Gains = std::array<float, 2>;  // left and right; mono has the left one

  /// A limiter's state. Reads of one tick begin from the same.
  struct Listener {
    SoftLimiter::State before, after;
    std::uint64_t tick = 0;
  };
  /// How an input is in the sum.
  enum class Form { kNothing, kFrame, kOwn };

  struct Input {
    bool muted = false;
    bool continues = false;  // it said something in the tick before too, so changes of gain must be smooth
    float gain = 1;
    float pan = 0;
    std::uint64_t written = 0;        // the last tick with a frame
    const Sample* frame = nullptr;    // that frame, or none when it is in `own`
    Form form = Form::kNothing;
    Gains gains{1, 1};                // at the end of that frame
    std::vector<float> own;           // its part of the sum (kOwn); before Mix floats that were written
    Listener listener;
  };

  Input& BeginWrite(InputId input);
  void BeginTick();
  void FollowLevels();
  float MeanSquareOf(const Input& input) const;
  Gains TargetOf(InputId input) const;
  void Place(InputId input);
  void AddInGroup(Weighted frame);
  void AddOwn(Input& input, const Gains& target);
  const Input* SpeakingInput(InputId input) const;
  void Read(const Input* own, Listener& listener, Samples out);
  void Read(const Input* own, Listener& listener, std::span<float> out);
  SoftLimiter::State BeginRead(Listener& listener) const;
  Weighted FrameOf(const Input* own) const;
  /// The quick way to read, for what needs no change of gain. Whether that is so; if not, `out` is worth nothing.
  bool TakeWhole(const Input* own, SoftLimiter::State& state, Samples out) const;
  void TakeOut(const Input* own);
  void SumUp(std::span<const InputId> heard);

  MixerOptions options_;
  SoftLimiter limiter_;
  SpeakerLevels levels_;
  ActiveSpeaker active_;
  std::vector<Input> inputs_;
  std::vector<Speaker> speakers_;  // beside inputs_
  std::vector<InputId> free_;
  std::vector<InputId> written_;   // in this tick
  std::array<Weighted, 4> group_;
  std::size_t grouped_ = 0;
  std::uint64_t tick_ = 2;
  bool mixed_ = true;
  float largest_part_ = 0;  // no input gave more to this tick's sum
  bool roundable_ = true;   // no listener gets more than can be rounded
  Listener all_;
  std::vector<Sample> silence_;
  std::vector<float> curve_;    // of gains over a frame, 0 to 1
  std::vector<float> total_;
  std::vector<float> scratch_;  // one output
  std::uint64_t non_finite_samples_ = 0;
};

}  // namespace ossicle::dsp
