#include "session/ogg_opus_reader.h"

#include <algorithm>
#include <cmath>

#include "codec/opus_codec.h"
#include "file/ogg_seek.h"

namespace ossicle::session {
namespace {

constexpr std::int64_t kGranuleRateHz = 48'000;
/// So much is decoded before the place sought, for the decoder to come to the same sound. Section 4.6 of RFC 7845 asks for
/// 80 ms; after that, noise may still differ by -25 dB, after this by less than -60 dB.
constexpr std::int64_t kPreRoll = kGranuleRateHz * 2;
/// More than any file holds, and far from overflow.
constexpr std::uint64_t kMaxFrames = std::uint64_t{1} << 48;
constexpr std::int64_t kMaxStart = std::int64_t{1} << 60;

Sample Amplified(Sample sample, float gain, Sample) {
  if (gain == 1.0f) return sample;
  return static_cast<Sample>(std::lrintf(std::clamp(static_cast<float>(sample) * gain, -32768.0f, 32767.0f)));
}
float Amplified(Sample sample, float gain, float) { return static_cast<float>(sample) * gain / 32768.0f; }

}  // namespace

OggOpusReader::OggOpusReader(int sample_rate_hz) : sample_rate_hz_(sample_rate_hz) {}

Result<std::size_t> OggOpusReader::Push(Bytes bytes) {
  const std::size_t taken = pages_.Push(bytes);
  // The first stream's header is looked for at once, as info() speaks of it.
  while (!info_ && refusal_.ok() && NextPage()) {
  }
  if (!refusal_.ok()) return refusal_;
  return taken;
}

Status OggOpusReader::End() {
  ended_ = true;
  return info_ ? Status::Ok() : Status(StatusCode::kMalformed, "no Ogg Opus stream begins in the file");
}

// Takes the next page of the stream that is being read into work; false when there is none yet.
bool OggOpusReader::NextPage() {
  page_ = pages_.Next();
  if (!page_) return false;
  if (page_->first && file::IsOpusHead(page_->body) && place_ != Place::kTags) {
    if (const Status status = BeginStream(); !status.ok()) {
      if (!info_) refusal_ = status;
      else ++damaged_parts_;
      place_ = Place::kNowhere;
    }
    page_.reset();
    return true;
  }
  if (place_ == Place::kNowhere || page_->serial != serial_) {  // another stream beside ours
    page_.reset();
    return true;
  }
  const bool follows = page_->sequence == sequence_ + 1 && page_->continued == packets_.begun();
  sequence_ = page_->sequence;
  if (!follows && !landing_) {
    if (place_ == Place::kAudio) ++damaged_parts_;
    packets_.Lose();
  }
  last_page_ = page_->last;
  packets_.Begin(*page_);
  if (place_ == Place::kAudio) MeasurePage();
  return true;
}

Status OggOpusReader::BeginStream() {
  const auto head = file::ParseOpusHead(page_->body);
  if (!head.ok()) return head.status();
  if (!decoder_) {
    auto decoder = codec::OpusAudioDecoder::Make(sample_rate_hz_, head.value().channels);
    if (!decoder.ok()) return decoder.status();
    decoder_ = std::move(decoder).value();
    info_ = file::AudioInfo{file::Encoding::kOpus, sample_rate_hz_, head.value().channels, std::nullopt};
  }
  decoder_->Reset();
  head_ = head.value();
  gain_ = head_.gain_q8_db == 0 ? 1.0f : std::pow(10.0f, static_cast<float>(head_.gain_q8_db) / (20.0f * 256.0f));
  serial_ = page_->serial;
  sequence_ = page_->sequence;
  place_ = Place::kTags;
  packets_.Restart();
  last_page_ = false;
  position_ = 0;
  landing_ = false;
  start_.reset();
  end_.reset();
  return Status::Ok();
}

// RFC 7845 sections 4.3 to 4.5: the first page of audio tells where the stream starts, the last one where it ends.
void OggOpusReader::MeasurePage() {
  if (page_->granule < 0 || (start_ && !page_->last)) return;  // none, or one that cannot be
  std::int64_t duration = 0;
  std::size_t at = 0, begin = 0;
  bool whole = !page_->continued;
  for (const std::uint8_t lacing : page_->segments) {
    at += lacing;
    if (lacing == 255) continue;
    const Bytes packet = page_->body.subspan(begin, at - begin);
    // The length stands in the first two bytes of a packet, which may be on the page before.
    if (whole || !packets_.too_long()) duration += file::OpusPacketSamples(whole ? packet : packets_.packet());
    whole = true;
    begin = at;
  }
  if (!start_) start_ = std::max<std::int64_t>(page_->granule - duration, 0);
  if (page_->last) end_ = std::max<std::int64_t>(page_->granule - *start_, 0);
}

// Goes on to the end of the next packet; false when the page has no more.
bool OggOpusReader::NextPacket() {
  if (!page_) return false;
  if (packets_.Next(*page_)) {
    TakePacket();
    return true;
  }
  if (landing_) position_ = std::max<std::int64_t>(page_->granule, *start_) - *start_;
  landing_ = false;
  page_.reset();
  return false;
}

void OggOpusReader::TakePacket() {
  if (place_ == Place::kTags) {
    place_ = Place::kAudio;  // comments, of any length, are not looked at
    return;
  }
  if (landing_) return;
  if (packets_.too_long()) ++damaged_parts_;
  else if (place_ == Place::kAudio) Decode(packets_.packet());
}

void OggOpusReader::Decode(Bytes packet) {
  const auto channels = static_cast<std::size_t>(info_->channels);
  const std::size_t expected = decoder_->PacketSamples(packet);
  const auto decoded = decoder_->Decode(packet, decoded_);
  std::size_t samples = decoded.ok() ? decoded.value() : expected;
  if (!decoded.ok()) {
    ++damaged_parts_;
    if (samples == 0 || samples > decoded_.size()) return;
    samples = decoder_->Conceal(Samples(decoded_).first(samples));
  }
  const auto frames = static_cast<std::int64_t>(samples / channels);
  const std::int64_t begin = position_;
  position_ += frames * kGranuleRateHz / sample_rate_hz_;
  const auto frames_until = [&](std::int64_t position) {  // of this packet, up to a place in the stream
    const std::int64_t ticks = std::max<std::int64_t>(position - begin, 0);
    return std::min((ticks * sample_rate_hz_ + kGranuleRateHz - 1) / kGranuleRateHz, frames);
  };
  const std::int64_t last = end_ && *end_ < position_ ? frames_until(*end_) : frames;
  const std::int64_t first = head_.pre_skip > begin ? std::min(frames_until(head_.pre_skip), last) : 0;
  decoded_begin_ = static_cast<std::size_t>(first) * channels;
  decoded_end_ = static_cast<std::size_t>(last) * channels;
}

template <typename T>
std::size_t OggOpusReader::ReadInto(std::span<T> out) {
  if (!info_) return 0;
  out = out.first(out.size() / static_cast<std::size_t>(info_->channels) * static_cast<std::size_t>(info_->channels));
  std::size_t written = 0;
  for (;;) {
    const std::size_t count = std::min(decoded_end_ - decoded_begin_, out.size() - written);
    for (std::size_t i = 0; i < count; ++i) out[written + i] = Amplified(decoded_[decoded_begin_ + i], gain_, T{});
    written += count;
    decoded_begin_ += count;
    if (written == out.size()) return written;
    decoded_begin_ = decoded_end_ = 0;
    if (!NextPacket() && !NextPage()) return written;
  }
}

std::size_t OggOpusReader::Read(Samples out) { return ReadInto(out); }
std::size_t OggOpusReader::Read(std::span<float> out) { return ReadInto(out); }

std::optional<file::SeekPoint> OggOpusReader::Seek(std::uint64_t frame, file::ByteSource& source) {
  if (place_ != Place::kAudio || !start_ || *start_ > kMaxStart || frame > kMaxFrames) return std::nullopt;
  const std::int64_t target = head_.pre_skip + static_cast<std::int64_t>(frame) * (kGranuleRateHz / sample_rate_hz_);
  const auto page = file::SeekOggPage(source, serial_, *start_ + target - kPreRoll);
  if (!page) return std::nullopt;
  decoder_->Reset();
  damaged_parts_ += pages_.damaged_parts();
  pages_.Reset();
  page_.reset();
  packets_.Restart();
  end_.reset();
  landing_ = true;
  ended_ = last_page_ = false;
  decoded_begin_ = decoded_end_ = 0;
  const std::int64_t begin = std::max<std::int64_t>(static_cast<std::int64_t>(page->position) - *start_, head_.pre_skip);
  return file::SeekPoint{page->begin, static_cast<std::uint64_t>((target - begin) / (kGranuleRateHz / sample_rate_hz_))};
}

void OggOpusReader::Reset() {
  pages_.Reset();
  page_.reset();
  place_ = Place::kNowhere;
  refusal_ = Status::Ok();
  decoder_.reset();
  info_.reset();
  packets_.Restart();
  landing_ = ended_ = last_page_ = false;
  damaged_parts_ = 0;
  decoded_begin_ = decoded_end_ = 0;
}

}  // namespace ossicle::session
