#pragma once

#include <memory>

#include "addon/unit_call.h"
#include "core/status.h"
#include "dsp/voice_frames.h"
#include "dsp/webrtc_stage.h"

namespace ossicle::addon {

inline constexpr Status kNoSuchVoiceRate(StatusCode::kInvalidArgument, "8, 16, 32 or 48 kHz");

/// A part that replaces frames of whole blocks of 10 ms, and what brings JavaScript's frames to it.
template <typename Part>
struct VoiceUnit {
  VoiceUnit(int sample_rate_hz, std::unique_ptr<Part> made) : part(std::move(made)), frames(sample_rate_hz) {}

  void Reset() {
    part->Reset();
    frames.Reset();
  }

  std::unique_ptr<Part> part;
  dsp::VoiceFrames frames;
};

/// The frame that is argument `index`, of 16-bit or float samples, by take(std::span<T>); what take answers, or why not.
template <typename Take>
napi_value WithVoiceFrame(const UnitCall& call, std::size_t index, const dsp::VoiceFrames& frames, Take take) {
  const auto checked = [&](auto frame) {
    return frames.Fits(frame.size()) ? take(frame) : call.Error(FrameError::kBadLength);
  };
  if (const auto frame = call.Int16(index)) return checked(*frame);
  if (const auto frame = call.Float32(index)) return checked(*frame);
  return call.Error(FrameError::kNotAView);
}

/// A view of the same kind as `T`.
template <typename T>
std::optional<std::span<T>> ViewOf(const UnitCall& call, std::size_t index) {
  if constexpr (std::is_same_v<T, float>) {
    return call.Float32(index);
  } else {
    return call.Int16(index);
  }
}

/// A frame and the reference that belongs to it, by take(std::span<const T> reference, std::span<T> frame).
template <typename T, typename Take>
napi_value WithReference(const UnitCall& call, std::size_t index, std::span<T> frame, Take take) {
  const auto reference = ViewOf<T>(call, index);
  if (!reference) return call.Error(FrameError::kNotAView);
  if (reference->size() != frame.size()) return call.Error(FrameError::kBadLength);
  if (Overlap(*reference, frame)) return call.Error(FrameError::kOverlap);
  take(std::span<const T>(*reference), frame);
  return call.Count(frame.size());
}

}  // namespace ossicle::addon
