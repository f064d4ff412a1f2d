#include "codec/opus_codec.h"

#include <opus.h>

#include <algorithm>

namespace ossicle::codec {
namespace {

// RFC 6716 section 3.4 R5 and section 3.2: 48 frames of at most 1275 bytes bound any packet we look at.
constexpr std::size_t kMaxPacketBytes = 48 * 1277 + 2;
// Encoder output for one frame of up to 20 ms (RFC 6716 section 3.2.1); longer ones are made of up to three.
constexpr std::size_t kMaxFrameBytes = 1277;

bool IsOpusRate(int rate_hz) {
  return rate_hz == 8000 || rate_hz == 12000 || rate_hz == 16000 || rate_hz == 24000 || rate_hz == 48000;
}

opus_int32 Length(Bytes payload) { return static_cast<opus_int32>(payload.size()); }

// Whole multiples of 2.5 ms up to `most_ms`: what opus_decode accepts as a length without a packet.
bool IsOpusLength(std::size_t samples, int rate_hz, std::size_t most_ms) {
  const auto unit = static_cast<std::size_t>(rate_hz) / 400;
  return samples > 0 && samples % unit == 0 && samples <= unit * most_ms * 2 / 5;
}

}  // namespace

void OpusAudioDecoder::Destroy::operator()(OpusDecoder* decoder) const { opus_decoder_destroy(decoder); }
void OpusAudioEncoder::Destroy::operator()(OpusEncoder* encoder) const { opus_encoder_destroy(encoder); }

bool OpusPacketHasFec(Bytes payload) {
  // CELT-only configurations (16..31 of the TOC byte, RFC 6716 table 2) carry no redundancy.
  if (payload.empty() || payload.size() > kMaxPacketBytes || (payload[0] & 0x80) != 0) return false;
  const unsigned char* frames[48];
  opus_int16 sizes[48];
  if (opus_packet_parse(payload.data(), Length(payload), nullptr, frames, sizes, nullptr) < 1) return false;
  if (sizes[0] < 1) return false;
  // RFC 6716 section 4.2.3: a frame begins with one voice activity bit per 20 ms, then the bit asked for; the same
  // again for the side channel.
  const int silk_frames = std::max(1, opus_packet_get_samples_per_frame(payload.data(), 48000) / 960);
  const int first = frames[0][0];
  const bool mid = ((first >> (7 - silk_frames)) & 1) != 0;
  const bool stereo = opus_packet_get_nb_channels(payload.data()) == 2;
  return mid || (stereo && ((first >> (6 - 2 * silk_frames)) & 1) != 0);
}

Result<std::unique_ptr<AudioDecoder>> OpusAudioDecoder::Make(int sample_rate_hz) {
  if (!IsOpusRate(sample_rate_hz)) return Status(StatusCode::kUnsupported, "Opus runs at 8, 12, 16, 24 or 48 kHz");
  int error = OPUS_OK;
  Decoder decoder(opus_decoder_create(sample_rate_hz, 1, &error));
  if (!decoder) return Status(StatusCode::kState, "libopus refused a decoder", error);
  return std::unique_ptr<AudioDecoder>(new OpusAudioDecoder(std::move(decoder), sample_rate_hz));
}

std::size_t OpusAudioDecoder::PacketSamples(Bytes payload) const {
  if (payload.empty() || payload.size() > kMaxPacketBytes) return 0;
  opus_int16 sizes[48];  // parsed as a whole, because the count of samples alone is read from the first two bytes
  if (opus_packet_parse(payload.data(), Length(payload), nullptr, nullptr, sizes, nullptr) < 1) return 0;
  const int samples = opus_packet_get_nb_samples(payload.data(), Length(payload), sample_rate_hz_);
  return samples > 0 ? static_cast<std::size_t>(samples) : 0;
}

Result<std::size_t> OpusAudioDecoder::Decode(Bytes payload, Samples out) {
  const std::size_t samples = PacketSamples(payload);  // an empty payload would mean loss to libopus
  if (samples == 0) return Status(StatusCode::kMalformed, "not an Opus packet");
  if (samples > out.size()) return Status(StatusCode::kInvalidArgument, "Opus packet longer than the frame");
  const int decoded = opus_decode(decoder_.get(), payload.data(), Length(payload), out.data(), static_cast<int>(samples), 0);
  if (decoded < 0) return Status(StatusCode::kMalformed, "not an Opus packet", decoded);
  return static_cast<std::size_t>(decoded);
}

std::size_t OpusAudioDecoder::DecodeFec(Bytes next_payload, Samples out) {
  if (!IsOpusLength(out.size(), sample_rate_hz_, 120) || PacketSamples(next_payload) == 0) return 0;
  if (!OpusPacketHasFec(next_payload)) return 0;
  const int decoded = opus_decode(decoder_.get(), next_payload.data(), Length(next_payload), out.data(),
                                  static_cast<int>(out.size()), 1);
  return decoded > 0 ? static_cast<std::size_t>(decoded) : 0;
}

std::size_t OpusAudioDecoder::Conceal(Samples out) {
  if (!IsOpusLength(out.size(), sample_rate_hz_, 120)) return 0;
  const int decoded = opus_decode(decoder_.get(), nullptr, 0, out.data(), static_cast<int>(out.size()), 0);
  return decoded > 0 ? static_cast<std::size_t>(decoded) : 0;
}

void OpusAudioDecoder::Reset() { opus_decoder_ctl(decoder_.get(), OPUS_RESET_STATE); }

Result<std::unique_ptr<AudioEncoder>> OpusAudioEncoder::Make(int sample_rate_hz, const EncoderOptions& options) {
  if (!IsOpusRate(sample_rate_hz)) return Status(StatusCode::kUnsupported, "Opus runs at 8, 12, 16, 24 or 48 kHz");
  int error = OPUS_OK;
  Encoder encoder(opus_encoder_create(sample_rate_hz, 1, OPUS_APPLICATION_VOIP, &error));
  if (!encoder) return Status(StatusCode::kState, "libopus refused an encoder", error);
  OpusEncoder* const state = encoder.get();
  opus_encoder_ctl(state, OPUS_SET_BITRATE(std::clamp(options.bitrate_bps, 6000, 128'000)));
  opus_encoder_ctl(state, OPUS_SET_COMPLEXITY(std::clamp(options.complexity, 0, 10)));
  opus_encoder_ctl(state, OPUS_SET_INBAND_FEC(options.fec ? 1 : 0));
  opus_encoder_ctl(state, OPUS_SET_DTX(options.dtx ? 1 : 0));
  opus_encoder_ctl(state, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  std::unique_ptr<AudioEncoder> made(new OpusAudioEncoder(std::move(encoder), sample_rate_hz));
  made->SetExpectedLoss(options.expected_loss_percent);
  return made;
}

std::size_t OpusAudioEncoder::MaxPayloadBytes(std::size_t frame_samples) const {
  const auto per_20_ms = static_cast<std::size_t>(sample_rate_hz_) / 50;
  return kMaxFrameBytes * std::max<std::size_t>(1, (frame_samples + per_20_ms - 1) / per_20_ms);
}

Result<std::size_t> OpusAudioEncoder::Encode(ConstSamples frame, MutableBytes out) {
  if (!IsOpusLength(frame.size(), sample_rate_hz_, 60)) return Status(StatusCode::kInvalidArgument, "no Opus frame length");
  const auto room = static_cast<opus_int32>(std::min(out.size(), MaxPayloadBytes(frame.size())));
  const opus_int32 bytes = opus_encode(encoder_.get(), frame.data(), static_cast<int>(frame.size()), out.data(), room);
  if (bytes < 0) return Status(StatusCode::kInvalidArgument, "libopus cannot encode this frame", bytes);
  return static_cast<std::size_t>(bytes);
}

void OpusAudioEncoder::SetExpectedLoss(int percent) {
  opus_encoder_ctl(encoder_.get(), OPUS_SET_PACKET_LOSS_PERC(std::clamp(percent, 0, 100)));
}

void OpusAudioEncoder::Reset() { opus_encoder_ctl(encoder_.get(), OPUS_RESET_STATE); }

const char* OpusLibraryVersion() { return opus_get_version_string(); }

}  // namespace ossicle::codec
