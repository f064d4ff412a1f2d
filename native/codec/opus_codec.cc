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
bool IsOpusLength(std::size_t samples, int rate_hz, int channels, std::size_t most_ms) {
  const auto unit = static_cast<std::size_t>(rate_hz / 400 * channels);
  return samples > 0 && samples % unit == 0 && samples <= unit * most_ms * 2 / 5;
}

Status CheckFormat(int rate_hz, int channels) {
  if (!IsOpusRate(rate_hz)) return Status(StatusCode::kUnsupported, "Opus runs at 8, 12, 16, 24 or 48 kHz");
  if (channels != 1 && channels != 2) return Status(StatusCode::kUnsupported, "Opus has one or two channels");
  return Status::Ok();
}

int ToOpus(Application application) {
  switch (application) {
    case Application::kAudio: return OPUS_APPLICATION_AUDIO;
    case Application::kLowDelay: return OPUS_APPLICATION_RESTRICTED_LOWDELAY;
    case Application::kVoice: break;
  }
  return OPUS_APPLICATION_VOIP;
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

Result<std::unique_ptr<AudioDecoder>> OpusAudioDecoder::Make(int sample_rate_hz, int channels) {
  if (const Status status = CheckFormat(sample_rate_hz, channels); !status.ok()) return status;
  int error = OPUS_OK;
  Decoder decoder(opus_decoder_create(sample_rate_hz, channels, &error));
  if (!decoder) return Status(StatusCode::kState, "libopus refused a decoder", error);
  return std::unique_ptr<AudioDecoder>(new OpusAudioDecoder(std::move(decoder), sample_rate_hz, channels));
}

std::size_t OpusAudioDecoder::PacketSamples(Bytes payload) const {
  if (payload.empty() || payload.size() > kMaxPacketBytes) return 0;
  opus_int16 sizes[48];  // parsed as a whole, because the count of samples alone is read from the first two bytes
  if (opus_packet_parse(payload.data(), Length(payload), nullptr, nullptr, sizes, nullptr) < 1) return 0;
  const int samples = opus_packet_get_nb_samples(payload.data(), Length(payload), sample_rate_hz_);
  return samples > 0 ? static_cast<std::size_t>(samples * channels_) : 0;
}

// libopus counts samples per channel, we count all. An empty payload means loss to it.
int OpusAudioDecoder::DecodeInto(Bytes payload, Samples out, bool fec) {
  const int frame_size = static_cast<int>(out.size()) / channels_;
  const unsigned char* const data = payload.empty() ? nullptr : payload.data();
  const int decoded = opus_decode(decoder_.get(), data, Length(payload), out.data(), frame_size, fec ? 1 : 0);
  return decoded * (decoded > 0 ? channels_ : 1);
}

Result<std::size_t> OpusAudioDecoder::Decode(Bytes payload, Samples out) {
  const std::size_t samples = PacketSamples(payload);
  if (samples == 0) return Status(StatusCode::kMalformed, "not an Opus packet");
  if (samples > out.size()) return Status(StatusCode::kInvalidArgument, "Opus packet longer than the frame");
  const int decoded = DecodeInto(payload, out.first(samples), false);
  if (decoded < 0) return Status(StatusCode::kMalformed, "not an Opus packet", decoded);
  return static_cast<std::size_t>(decoded);
}

std::size_t OpusAudioDecoder::DecodeFec(Bytes next_payload, Samples out) {
  if (!IsOpusLength(out.size(), sample_rate_hz_, channels_, 120) || PacketSamples(next_payload) == 0) return 0;
  if (!OpusPacketHasFec(next_payload)) return 0;
  return static_cast<std::size_t>(std::max(DecodeInto(next_payload, out, true), 0));
}

std::size_t OpusAudioDecoder::Conceal(Samples out) {
  if (!IsOpusLength(out.size(), sample_rate_hz_, channels_, 120)) return 0;
  return static_cast<std::size_t>(std::max(DecodeInto({}, out, false), 0));
}

void OpusAudioDecoder::Reset() { opus_decoder_ctl(decoder_.get(), OPUS_RESET_STATE); }

Result<std::unique_ptr<AudioEncoder>> OpusAudioEncoder::Make(int sample_rate_hz, const EncoderOptions& options) {
  if (const Status status = CheckFormat(sample_rate_hz, options.channels); !status.ok()) return status;
  int error = OPUS_OK;
  Encoder encoder(opus_encoder_create(sample_rate_hz, options.channels, ToOpus(options.application), &error));
  if (!encoder) return Status(StatusCode::kState, "libopus refused an encoder", error);
  OpusEncoder* const state = encoder.get();
  opus_encoder_ctl(state, OPUS_SET_VBR(options.variable_bitrate ? 1 : 0));
  opus_encoder_ctl(state, OPUS_SET_COMPLEXITY(std::clamp(options.complexity, 0, 10)));
  opus_encoder_ctl(state, OPUS_SET_INBAND_FEC(options.fec ? 1 : 0));
  opus_encoder_ctl(state, OPUS_SET_DTX(options.dtx ? 1 : 0));
  if (options.application == Application::kVoice) opus_encoder_ctl(state, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  std::unique_ptr<AudioEncoder> made(new OpusAudioEncoder(std::move(encoder), sample_rate_hz, options.channels));
  made->SetBitrate(options.bitrate_bps);
  made->SetExpectedLoss(options.expected_loss_percent);
  return made;
}

std::size_t OpusAudioEncoder::MaxPayloadBytes(std::size_t frame_samples) const {
  const auto per_20_ms = static_cast<std::size_t>(sample_rate_hz_ / 50 * channels_);
  return kMaxFrameBytes * std::max<std::size_t>(1, (frame_samples + per_20_ms - 1) / per_20_ms);
}

Result<std::size_t> OpusAudioEncoder::Encode(ConstSamples frame, MutableBytes out) {
  if (!IsOpusLength(frame.size(), sample_rate_hz_, channels_, 60)) return Status(StatusCode::kInvalidArgument, "no Opus frame length");
  const auto room = static_cast<opus_int32>(std::min(out.size(), MaxPayloadBytes(frame.size())));
  const int frame_size = static_cast<int>(frame.size()) / channels_;
  const opus_int32 bytes = opus_encode(encoder_.get(), frame.data(), frame_size, out.data(), room);
  if (bytes < 0) return Status(StatusCode::kInvalidArgument, "libopus cannot encode this frame", bytes);
  return static_cast<std::size_t>(bytes);
}

void OpusAudioEncoder::SetExpectedLoss(int percent) {
  opus_encoder_ctl(encoder_.get(), OPUS_SET_PACKET_LOSS_PERC(std::clamp(percent, 0, 100)));
}

void OpusAudioEncoder::SetBitrate(int bps) {
  opus_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(std::clamp(bps, 6000, 510'000)));
}

int OpusAudioEncoder::latency_samples() const {
  opus_int32 samples = 0;
  opus_encoder_ctl(encoder_.get(), OPUS_GET_LOOKAHEAD(&samples));
  return samples;
}

void OpusAudioEncoder::Reset() { opus_encoder_ctl(encoder_.get(), OPUS_RESET_STATE); }

const char* OpusLibraryVersion() { return opus_get_version_string(); }

}  // namespace ossicle::codec
