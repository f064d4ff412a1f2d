#include "codec/codec_registry.h"

#include <algorithm>
#include <array>

#include "codec/g711_codec.h"
#include "codec/g722_codec.h"
#include "codec/l16_codec.h"
#include "codec/opus_codec.h"

namespace ossicle::codec {
namespace {

constexpr std::array<int, 1> kG711Rates = {8000};
constexpr std::array<int, 1> kG722Rates = {16000};
// First the one whose frame of 20 ms has room in any datagram.
constexpr std::array<int, 9> kL16Rates = {16000, 8000, 48000, 44100, 32000, 24000, 22050, 12000, 11025};
constexpr std::array<int, 5> kOpusRates = {48000, 24000, 16000, 12000, 8000};

// Ie and Bpl: G.113 table I.1 and I.4 (G.711 with concealment, random loss). What is narrowband of a wideband codec is
// no worse than G.711.
constexpr float kG711Ie = 0, kG711Bpl = 25.1f;
constexpr std::array<CodecDescription, 5> kCodecs = {{
    {"opus", Kind::kOpus, 111, 48000, kOpusRates, 2, kG711Ie, kG711Bpl},
    {"G722", Kind::kG722, 9, 8000, kG722Rates, 1, kG711Ie, kG711Bpl},
    {"PCMU", Kind::kPcmu, 0, 8000, kG711Rates, 1, kG711Ie, kG711Bpl},
    {"PCMA", Kind::kPcma, 8, 8000, kG711Rates, 1, kG711Ie, kG711Bpl},
    {"L16", Kind::kL16, 112, 16000, kL16Rates, 1, kG711Ie, kG711Bpl},
}};

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool SameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerCase(x) == LowerCase(y); });
}

Status CheckRate(Kind kind, int sample_rate_hz) {
  const auto rates = Describe(kind).sample_rates_hz;
  if (std::find(rates.begin(), rates.end(), sample_rate_hz) != rates.end()) return Status::Ok();
  return Status(StatusCode::kUnsupported, "the codec does not run at this sample rate");
}

G711Law LawOf(Kind kind) { return kind == Kind::kPcmu ? G711Law::kMu : G711Law::kA; }

}  // namespace

std::span<const CodecDescription> Codecs() { return kCodecs; }

const CodecDescription* FindCodec(std::string_view name) {
  const auto found = std::find_if(kCodecs.begin(), kCodecs.end(), [&](const auto& c) { return SameName(c.name, name); });
  return found == kCodecs.end() ? nullptr : &*found;
}

const CodecDescription& Describe(Kind kind) {
  const auto found = std::find_if(kCodecs.begin(), kCodecs.end(), [&](const auto& c) { return c.kind == kind; });
  return found == kCodecs.end() ? kCodecs.front() : *found;
}

Result<std::unique_ptr<AudioDecoder>> MakeDecoder(Kind kind, int sample_rate_hz) {
  if (const Status status = CheckRate(kind, sample_rate_hz); !status.ok()) return status;
  if (kind == Kind::kOpus) return OpusAudioDecoder::Make(sample_rate_hz);
  if (kind == Kind::kG722) return std::unique_ptr<AudioDecoder>(std::make_unique<G722Decoder>());
  if (kind == Kind::kL16) return std::unique_ptr<AudioDecoder>(std::make_unique<L16Decoder>());
  return std::unique_ptr<AudioDecoder>(std::make_unique<G711Decoder>(LawOf(kind)));
}

Result<std::unique_ptr<AudioEncoder>> MakeEncoder(Kind kind, int sample_rate_hz, const EncoderOptions& options) {
  if (const Status status = CheckRate(kind, sample_rate_hz); !status.ok()) return status;
  if (kind == Kind::kOpus) return OpusAudioEncoder::Make(sample_rate_hz, options);
  if (kind == Kind::kG722) return std::unique_ptr<AudioEncoder>(std::make_unique<G722Encoder>());
  if (kind == Kind::kL16) return std::unique_ptr<AudioEncoder>(std::make_unique<L16Encoder>());
  return std::unique_ptr<AudioEncoder>(std::make_unique<G711Encoder>(LawOf(kind)));
}

}  // namespace ossicle::codec
