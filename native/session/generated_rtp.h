#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "codec/codec_registry.h"
#include "core/ids.h"
#include "core/slot_map.h"
#include "dsp/resampler.h"

namespace ossicle::session {

/// RTP for the recording of an endpoint that has none: one packet per tick, from its sound.
class GeneratedRtp {
 public:
  enum class Format : std::uint8_t {
    kPcmu,  ///< 8 kHz, payload type 0
    kL16,   ///< 48 kHz, payload type 127
  };
  GeneratedRtp(Format format, Handle endpoint);

  /// Takes memory; command path only.
  void SetChannelRate(int channel_rate_hz);
  /// The packet of one tick; valid until the next call.
  Bytes Make(ConstSamples frame);
  /// A tick that nobody records.
  void Skip();

 private:
  int rate_hz() const { return format_ == Format::kPcmu ? 8000 : 48'000; }

  const Format format_;
  const Ssrc ssrc_;
  std::uint16_t sequence_number_ = 0;
  std::uint32_t timestamp_ = 0;
  std::unique_ptr<codec::AudioEncoder> encoder_;
  std::optional<dsp::Resampler> resampler_;
  std::vector<Sample> frame_;
  std::vector<std::uint8_t> payload_, packet_;
};

}  // namespace ossicle::session
