#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "codec/codec.h"

namespace ossicle::codec {

/// What the signalling and the quality estimate need to know about a codec.
struct CodecDescription {
  std::string_view name;                 ///< As in SDP (RFC 3551, RFC 7587); compare without case.
  Kind kind;
  int payload_type;                      ///< Static (RFC 3551), or the dynamic one we offer.
  int clock_rate_hz;                     ///< Of RTP timestamps; of L16 at the first of its rates, as it is the sample rate.
  std::span<const int> sample_rates_hz;  ///< That MakeDecoder and MakeEncoder take, best first.
  int sdp_channels;                      ///< The channel count in a=rtpmap; the audio is always mono.
  float equipment_impairment;            ///< Ie of the E-model (ITU-T G.113 Appendix I).
  float loss_robustness;                 ///< Bpl, with concealment. G.113 has none for the wideband codecs: G.711's.
};

/// What an encoder with a choice is tuned for.
enum class Application : std::uint8_t { kVoice, kAudio, kLowDelay };

struct EncoderOptions {
  int channels = 1;         ///< 1, or 2 interleaved.
  Application application = Application::kVoice;
  int bitrate_bps = 24000;  ///< 6 000..510 000.
  bool variable_bitrate = true;
  int complexity = 5;       ///< 0..10.
  bool fec = true;          ///< In-band redundancy, used as SetExpectedLoss says.
  bool dtx = false;
  int expected_loss_percent = 0;
};

/// All codecs, in the order we prefer them.
std::span<const CodecDescription> Codecs();
/// nullptr when no codec has this name.
const CodecDescription* FindCodec(std::string_view name);
const CodecDescription& Describe(Kind kind);

/// kUnsupported when the codec does not run at this rate.
Result<std::unique_ptr<AudioDecoder>> MakeDecoder(Kind kind, int sample_rate_hz);
Result<std::unique_ptr<AudioEncoder>> MakeEncoder(Kind kind, int sample_rate_hz, const EncoderOptions& options = {});

}  // namespace ossicle::codec
