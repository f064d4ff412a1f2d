#include "dsp/mixer.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/decibel.h"
#include "dsp/finite.h"

namespace ossicle::dsp {
namespace {

float FrameSeconds(const MixerOptions& options) {
  return static_cast<float>(options.frame_samples) / static_cast<float>(options.sample_rate_hz);
}

/// Without corners at its ends, which would be heard as faint ticks.
std::vector<float> SmoothCurve(std::size_t samples) {
  std::vector<float> curve(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const float t = static_cast<float>(i + 1) / static_cast<float>(samples);
    curve[i] = t * t * (3 - 2 * t);
  }
  return curve;
}

}  // namespace

Mixer::Mixer(const MixerOptions& options)
    : options_(options),
      limiter_(options.sample_rate_hz, options.frame_samples, options.channels),
      levels_(FrameSeconds(options)),
      active_(FrameSeconds(options)),
      silence_(options.frame_samples * static_cast<std::size_t>(options.channels)),
      curve_(SmoothCurve(options.frame_samples)),
      total_(silence_.size()),
      scratch_(silence_.size()) {}

Mixer::InputId Mixer::AddInput() {
  InputId input = inputs_.size();
  if (free_.empty()) {
    inputs_.emplace_back().own.resize(total_.size());
    speakers_.emplace_back();
    written_.reserve(inputs_.capacity());
    free_.reserve(inputs_.capacity());
  } else {
    input = free_.back();
    free_.pop_back();
  }
  speakers_[input] = {.present = true, .chosen = false};
  return input;
}

void Mixer::RemoveInput(InputId input) {
  if (!HasInput(input)) return;
  std::erase(written_, input);
  std::vector<float> own = std::move(inputs_[input].own);
  inputs_[input] = Input{};
  inputs_[input].own = std::move(own);
  speakers_[input] = {};
  if (active_.index() == input) active_.Forget();
  free_.push_back(input);
}

void Mixer::SetGain(InputId input, float db) { inputs_[input].gain = std::pow(10.0f, db / 20); }

void Mixer::SetPan(InputId input, float pan) { inputs_[input].pan = std::clamp(pan, -1.0f, 1.0f); }

void Mixer::Reset() {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    inputs_[i].written = 0;
    inputs_[i].form = Form::kNothing;
    inputs_[i].listener = {};
    speakers_[i] = {.present = speakers_[i].present, .chosen = false};
  }
  all_ = {};
  active_ = ActiveSpeaker(FrameSeconds(options_));
  written_.clear();
  std::fill(total_.begin(), total_.end(), 0.0f);
  mixed_ = true;
  non_finite_samples_ = 0;
}

void Mixer::BeginTick() {
  ++tick_;
  written_.clear();
  mixed_ = false;
}

Mixer::Input& Mixer::BeginWrite(InputId id) {
  if (mixed_) BeginTick();
  Input& input = inputs_[id];
  if (input.written == tick_) return input;
  input.continues = input.written + 1 == tick_;
  input.written = tick_;
  written_.push_back(id);
  return input;
}

void Mixer::Write(InputId id, ConstSamples frame) {
  Input& input = BeginWrite(id);
  if (frame.size() >= options_.frame_samples) {
    input.frame = frame.data();
    return;
  }
  input.frame = nullptr;
  ToFloat(frame.data(), input.own.data(), frame.size());
  std::fill(input.own.begin() + static_cast<std::ptrdiff_t>(frame.size()), input.own.end(), 0.0f);
}

void Mixer::Write(InputId id, std::span<const float> frame) {
  Input& input = BeginWrite(id);
  input.frame = nullptr;
  frame = frame.first(std::min(frame.size(), options_.frame_samples));
  non_finite_samples_ += CopyFinite(frame, kFullScale, input.own);
  std::fill(input.own.begin() + static_cast<std::ptrdiff_t>(frame.size()), input.own.end(), 0.0f);
}

std::optional<Mixer::InputId> Mixer::Mix() {
  if (mixed_) BeginTick();  // nobody said anything
  mixed_ = true;
  const bool follows = options_.find_speaker || options_.loudest > 0;
  if (follows) FollowLevels();
  std::fill(total_.begin(), total_.end(), 0.0f);
  largest_part_ = 0;
  for (const InputId input : written_) Place(input);
  while (grouped_ > 0) AddInGroup({silence_.data(), 0});
  roundable_ = LargestMagnitude(total_.data(), total_.size()) + largest_part_ < kMostToRound;
  if (options_.find_speaker && active_.Update(speakers_)) return active_.index();
  return std::nullopt;
}

void Mixer::FollowLevels() {
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const Input& input = inputs_[i];
    if (!speakers_[i].present) continue;
    levels_.Update(speakers_[i], input.written == tick_ && !input.muted ? MeanSquareOf(input) : 0);
  }
  if (options_.loudest > 0) ChooseLoudest(speakers_, options_.loudest);
}

float Mixer::MeanSquareOf(const Input& input) const {
  const std::size_t samples = options_.frame_samples;
  const float sum = input.frame ? SumOfSquares(input.frame, samples) : SumOfSquares(input.own.data(), samples);
  return sum / static_cast<float>(samples) * input.gain * input.gain;
}

Mixer::Gains Mixer::TargetOf(InputId id) const {
  const Input& input = inputs_[id];
  if (input.muted || (options_.loudest > 0 && !speakers_[id].chosen)) return {0, 0};
  if (options_.channels == 1) return {input.gain, input.gain};
  const float angle = (input.pan + 1) * std::numbers::pi_v<float> / 4;
  return {input.gain * std::cos(angle), input.gain * std::sin(angle)};
}

void Mixer::Place(InputId id) {
  Input& input = inputs_[id];
  const Gains target = TargetOf(id);
  if (!input.continues) input.gains = target;
  const bool steady = input.gains == target;
  if (steady && target == Gains{0, 0}) {
    input.form = Form::kNothing;
  } else if (steady && input.frame && options_.channels == 1) {
    input.form = Form::kFrame;
    AddInGroup({input.frame, target[0]});
    largest_part_ = std::max(largest_part_, kFullScale * target[0]);
  } else {
    input.form = Form::kOwn;
    AddOwn(input, target);
  }
  input.gains = target;
}

void Mixer::AddInGroup(Weighted frame) {
  group_[grouped_++] = frame;
  if (grouped_ < group_.size()) return;
  AddFour(group_, total_.data(), options_.frame_samples);
  grouped_ = 0;
}

void Mixer::AddOwn(Input& input, const Gains& target) {
  const std::size_t samples = options_.frame_samples;
  if (input.frame)
    ToFloat(input.frame, scratch_.data(), samples);
  else
    std::copy_n(input.own.begin(), samples, scratch_.begin());
  const Gains& from = input.gains;
  const float peak = input.frame ? kFullScale : LargestMagnitude(scratch_.data(), samples);
  largest_part_ = std::max(largest_part_, peak * std::max({from[0], from[1], target[0], target[1]}));
  if (options_.channels == 1)
    AddRamped(scratch_.data(), from[0], target[0], curve_.data(), input.own.data(), total_.data(), samples);
  else
    AddPlaced(scratch_.data(), from, target, curve_.data(), input.own.data(), total_.data(), samples);
}

const Mixer::Input* Mixer::SpeakingInput(InputId id) const {
  const Input& input = inputs_[id];
  return input.written == tick_ && input.form != Form::kNothing ? &input : nullptr;
}

SoftLimiter::State Mixer::BeginRead(Listener& listener) const {
  if (listener.tick != tick_) {
    listener.before = listener.after;
    listener.tick = tick_;
  }
  return listener.before;
}

/// The frame of an input that is in the sum as it is, or silence.
Weighted Mixer::FrameOf(const Input* own) const {
  return own ? Weighted{own->frame, own->gains[0]} : Weighted{silence_.data(), 0};
}

void Mixer::TakeOut(const Input* own) {
  if (own && own->form == Form::kOwn)
    Subtract(total_.data(), own->own.data(), scratch_.data(), total_.size());
  else
    Subtract(total_.data(), FrameOf(own), scratch_.data(), total_.size());
}

bool Mixer::TakeWhole(const Input* own, SoftLimiter::State& state, Samples out) const {
  if (!roundable_) return false;
  const int peak = own && own->form == Form::kOwn
                       ? Take(total_.data(), own->own.data(), state.gain, out.data(), out.size())
                       : Take(total_.data(), FrameOf(own), state.gain, out.data(), out.size());
  return limiter_.Keeps(state, static_cast<float>(peak));
}

void Mixer::Read(const Input* own, Listener& listener, Samples out) {
  if (out.size() != total_.size()) return;
  SoftLimiter::State state = BeginRead(listener);
  if (!TakeWhole(own, state, out)) {
    TakeOut(own);
    limiter_.Process(state, scratch_);
    ToSamples(scratch_.data(), out.data(), out.size());
  }
  listener.after = state;
}

void Mixer::Read(const Input* own, Listener& listener, std::span<float> out) {
  if (out.size() != total_.size()) return;
  SoftLimiter::State state = BeginRead(listener);
  TakeOut(own);
  if (state.gain != 1 || !limiter_.Keeps(state, LargestMagnitude(scratch_.data(), scratch_.size())))
    limiter_.Process(state, scratch_);
  Scale(scratch_.data(), 1 / kFullScale, out.data(), out.size());
  listener.after = state;
}

void Mixer::ReadWithout(InputId id, Samples out) { Read(SpeakingInput(id), inputs_[id].listener, out); }
void Mixer::ReadWithout(InputId id, std::span<float> out) { Read(SpeakingInput(id), inputs_[id].listener, out); }
void Mixer::ReadOnly(InputId id, std::span<const InputId> heard, Samples out) {
  if (out.size() != total_.size()) return;
  SoftLimiter::State state = BeginRead(inputs_[id].listener);
  SumUp(heard);
  if (state.gain != 1 || !limiter_.Keeps(state, LargestMagnitude(scratch_.data(), scratch_.size())))
    limiter_.Process(state, scratch_);
  ToSamples(scratch_.data(), out.data(), out.size());
  inputs_[id].listener.after = state;
}

/// The parts of some inputs in this tick's sum, as they went into it.
void Mixer::SumUp(std::span<const InputId> heard) {
  std::fill(scratch_.begin(), scratch_.end(), 0.0f);
  group_.fill({silence_.data(), 0});
  std::size_t grouped = 0;
  const auto add_group = [&] {
    AddFour(group_, scratch_.data(), options_.frame_samples);
    group_.fill({silence_.data(), 0});
    grouped = 0;
  };
  for (const InputId id : heard) {
    const Input* input = SpeakingInput(id);
    if (!input) continue;
    if (input->form == Form::kOwn) {
      for (std::size_t i = 0; i < scratch_.size(); ++i) scratch_[i] += input->own[i];
      continue;
    }
    group_[grouped++] = FrameOf(input);
    if (grouped == group_.size()) add_group();
  }
  if (grouped > 0) add_group();
}

void Mixer::ReadAll(Samples out) { Read(nullptr, all_, out); }
void Mixer::ReadAll(std::span<float> out) { Read(nullptr, all_, out); }

}  // namespace ossicle::dsp
