#include "file/vorbis_reader.h"

#include <vorbis/codec.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "file/ogg_seek.h"
#include "file/vorbis_setup.h"

namespace ossicle::file {
namespace {

constexpr int kMaxChannels = 8;
/// More than any file holds, and far from overflow.
constexpr std::uint64_t kMaxFrames = std::uint64_t{1} << 48;
constexpr std::int64_t kMaxStart = std::int64_t{1} << 60;
constexpr long kMinRateHz = 1000, kMaxRateHz = 655'350;
constexpr std::uint8_t kIdentificationType = 1, kSetupType = 5;
/// A comment header without comments, in the place of the real one: libvorbis wants to have seen one.
constexpr std::uint8_t kNoComments[] = {3, 'v', 'o', 'r', 'b', 'i', 's', 1, 0, 0, 0, '-', 0, 0, 0, 0, 1};

bool IsHeader(Bytes packet, std::uint8_t type) {
  return packet.size() > 7 && packet[0] == type && std::memcmp(&packet[1], "vorbis", 6) == 0;
}

void Convert(float value, float& out) { out = std::isfinite(value) ? value : 0.0f; }
void Convert(float value, Sample& out) {
  Convert(value, value);
  out = static_cast<Sample>(std::lrintf(std::clamp(value * 32768.0f, -32768.0f, 32767.0f)));
}

}  // namespace

struct VorbisReader::Library {
  Library() {
    vorbis_info_init(&info);
    vorbis_comment_init(&comment);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() {
    if (decoding) {
      vorbis_block_clear(&block);
      vorbis_dsp_clear(&state);
    }
    vorbis_comment_clear(&comment);
    vorbis_info_clear(&info);
  }

  bool TakeHeader(Bytes bytes, bool first) {
    ogg_packet packet = PacketOf(bytes);
    packet.b_o_s = first ? 1 : 0;
    return vorbis_synthesis_headerin(&info, &comment, &packet) == 0;
  }
  bool Begin() {
    if (vorbis_synthesis_init(&state, &info) != 0) return false;
    vorbis_block_init(&state, &block);
    return decoding = true;
  }
  /// 0 for what is no packet of sound.
  std::int64_t BlockFrames(Bytes bytes) {
    ogg_packet packet = PacketOf(bytes);
    return std::max(vorbis_packet_blocksize(&info, &packet), 0L);
  }
  static ogg_packet PacketOf(Bytes bytes) {
    ogg_packet packet{};
    packet.packet = const_cast<unsigned char*>(bytes.data());  // libogg's type has no const; it is only read
    packet.bytes = static_cast<long>(bytes.size());
    packet.granulepos = kNoGranule;
    return packet;
  }

  vorbis_info info{};
  vorbis_comment comment{};
  vorbis_dsp_state state{};
  vorbis_block block{};
  bool decoding = false;
  static constexpr std::int64_t kFirstPacket = 3;  // after the headers
  std::int64_t next_packet = kFirstPacket;
};

VorbisReader::VorbisReader() = default;
VorbisReader::~VorbisReader() = default;

Result<std::size_t> VorbisReader::Push(Bytes bytes) {
  const std::size_t taken = pages_.Push(bytes);
  // The first stream's headers are looked for at once, as info() speaks of it.
  while (!info_ && refusal_.ok() && (NextPacket() || NextPage())) {
  }
  if (!refusal_.ok()) return refusal_;
  return taken;
}

Status VorbisReader::End() {
  ended_ = true;
  return info_ ? Status::Ok() : Status(StatusCode::kMalformed, "no Ogg Vorbis stream begins in the file");
}

// Takes the next page of the stream that is being read into work; false when there is none yet.
bool VorbisReader::NextPage() {
  page_ = pages_.Next();
  if (!page_) return false;
  if (page_->first && IsHeader(page_->body, kIdentificationType)) BeginStream();
  if (place_ == Place::kNowhere || page_->serial != serial_) {  // another stream beside ours
    page_.reset();
    return true;
  }
  const bool follows = page_->sequence == sequence_ && page_->continued == packets_.begun();
  sequence_ = page_->sequence + 1;
  if (!follows && !landing_) {
    ++damaged_parts_;
    packets_.Lose();
  }
  if (place_ == Place::kAudio && library_->next_packet == Library::kFirstPacket && !packets_.begun()) MeasureStart();
  last_page_ = page_->last;
  packets_.Begin(*page_);
  last_ending_ = page_->segments.size();
  while (last_ending_ > 0 && page_->segments[last_ending_ - 1] == 255) --last_ending_;
  return true;
}

void VorbisReader::BeginStream() {
  library_ = std::make_unique<Library>();
  place_ = Place::kIdentification;
  serial_ = page_->serial;
  sequence_ = page_->sequence;
  packets_.Restart();
  start_.reset();
  landing_ = false;
}

// Appendix A.2 of the specification: a packet ends what it shares with the one before it, and the page tells where the
// last one ends. The first gives nothing; what would lie before 0 is cut off.
void VorbisReader::MeasureStart() {
  if (page_->continued || page_->granule < 0) return;
  std::int64_t frames = 0, before = 0;
  std::size_t at = 0, begin = 0;
  for (const std::uint8_t lacing : page_->segments) {
    at += lacing;
    if (lacing == 255) continue;
    const std::int64_t block = library_->BlockFrames(page_->body.subspan(begin, at - begin));
    if (before > 0) frames += (before + block) / 4;
    before = block;
    begin = at;
  }
  start_ = std::max<std::int64_t>(page_->granule - frames, 0);
}

// Goes on to the end of the next packet; false when the page has no more.
bool VorbisReader::NextPacket() {
  if (!page_) return false;
  if (packets_.Next(*page_)) {
    TakePacket();
    return true;
  }
  landing_ = false;
  page_.reset();
  return false;
}

void VorbisReader::TakePacket() {
  if (place_ == Place::kComments) {
    place_ = Place::kSetup;  // of any length, and not looked at
  } else if (place_ == Place::kAudio) {
    if (!packets_.too_long()) Decode();
    else if (!landing_) ++damaged_parts_;
  } else if (place_ != Place::kNowhere) {
    TakeHeader();
  }
}

void VorbisReader::TakeHeader() {
  if (const Status status = ReadHeader(); !status.ok()) Refuse(status);
}

Status VorbisReader::ReadHeader() {
  const Status malformed(StatusCode::kMalformed, "a header of the Ogg Vorbis stream is malformed");
  if (packets_.too_long()) return malformed;
  if (place_ == Place::kIdentification) {
    if (!library_->TakeHeader(packets_.packet(), true)) return malformed;
    const vorbis_info& stream = library_->info;
    if (stream.channels > kMaxChannels || stream.rate < kMinRateHz || stream.rate > kMaxRateHz)
      return Status(StatusCode::kUnsupported, "Ogg Vorbis with more than 8 channels or an unusual rate is not read");
    if (info_ && (info_->channels != stream.channels || info_->sample_rate_hz != stream.rate))
      return Status(StatusCode::kUnsupported, "a chained stream has another rate or other channels");
    place_ = Place::kComments;
    return Status::Ok();
  }
  const Bytes packet = packets_.packet();
  if (!IsHeader(packet, kSetupType) || !VorbisCodebooksFit(packet)) return malformed;
  if (!library_->TakeHeader(kNoComments, false) || !library_->TakeHeader(packet, false) || !library_->Begin())
    return malformed;
  const vorbis_info& stream = library_->info;
  info_ = AudioInfo{Encoding::kVorbis, static_cast<int>(stream.rate), stream.channels, std::nullopt};
  place_ = Place::kAudio;
  return Status::Ok();
}

void VorbisReader::Refuse(const Status& status) {
  if (info_) ++damaged_parts_;
  else refusal_ = status;
  place_ = Place::kNowhere;
  library_.reset();
}

// The granule position belongs to the last packet that ends on a page. libvorbis cuts the start and the end by it.
void VorbisReader::Decode() {
  ogg_packet packet = Library::PacketOf(packets_.packet());
  packet.packetno = library_->next_packet++;  // a gap would make it forget where it is
  if (packets_.segment() == last_ending_) {
    packet.granulepos = page_->granule;
    packet.e_o_s = page_->last ? 1 : 0;
  }
  if (vorbis_synthesis(&library_->block, &packet) != 0) {
    ++damaged_parts_;
    return;
  }
  vorbis_synthesis_blockin(&library_->state, &library_->block);
}

template <typename T>
std::size_t VorbisReader::ReadInto(std::span<T> out) {
  if (!info_) return 0;
  const auto channels = static_cast<std::size_t>(info_->channels);
  std::size_t written = 0;
  for (;;) {
    float** decoded = nullptr;
    const int ready = library_ && library_->decoding ? vorbis_synthesis_pcmout(&library_->state, &decoded) : 0;
    if (landing_ && ready > 0) {
      vorbis_synthesis_read(&library_->state, ready);
      continue;
    }
    const std::size_t count = std::min((out.size() - written) / channels, static_cast<std::size_t>(std::max(ready, 0)));
    for (std::size_t channel = 0; channel < channels && count > 0; ++channel)
      for (std::size_t i = 0; i < count; ++i) Convert(decoded[channel][i], out[written + i * channels + channel]);
    if (count > 0) vorbis_synthesis_read(&library_->state, static_cast<int>(count));
    written += count * channels;
    if (out.size() - written < channels || (!NextPacket() && !NextPage())) return written;
  }
}

std::size_t VorbisReader::Read(Samples out) { return ReadInto(out); }
std::size_t VorbisReader::Read(std::span<float> out) { return ReadInto(out); }

// The sound of a packet depends on that packet and the one before it, so it is exact after a page with a whole packet.
std::optional<SeekPoint> VorbisReader::Seek(std::uint64_t frame, ByteSource& file) {
  if (place_ != Place::kAudio || !start_ || *start_ > kMaxStart || frame > kMaxFrames) return std::nullopt;
  const std::int64_t target = *start_ + static_cast<std::int64_t>(frame);
  const auto page = SeekOggPage(file, serial_, target);
  if (!page) return std::nullopt;
  vorbis_synthesis_restart(&library_->state);
  damaged_parts_ += pages_.damaged_parts();
  pages_.Reset();
  page_.reset();
  packets_.Restart();
  landing_ = true;
  ended_ = last_page_ = false;
  return SeekPoint{page->begin, static_cast<std::uint64_t>(target) - page->position};
}

void VorbisReader::Reset() {
  pages_.Reset();
  page_.reset();
  library_.reset();
  place_ = Place::kNowhere;
  refusal_ = Status::Ok();
  info_.reset();
  packets_.Restart();
  start_.reset();
  landing_ = ended_ = last_page_ = false;
  damaged_parts_ = 0;
}

}  // namespace ossicle::file
