#include "file/vorbis_reader.h"

#include <vorbis/codec.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "file/vorbis_setup.h"

namespace ossicle::file {
namespace {

constexpr int kMaxChannels = 8;
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
  std::int64_t next_packet = 3;  // after the headers
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
  if (page_->sequence != sequence_++ || page_->continued != packets_.begun()) {
    ++damaged_parts_;
    sequence_ = page_->sequence + 1;
    packets_.Lose();
  }
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
}

// Goes on to the end of the next packet; false when the page has no more.
bool VorbisReader::NextPacket() {
  if (!page_) return false;
  if (packets_.Next(*page_)) {
    TakePacket();
    return true;
  }
  page_.reset();
  return false;
}

void VorbisReader::TakePacket() {
  if (place_ == Place::kComments) {
    place_ = Place::kSetup;  // of any length, and not looked at
  } else if (place_ == Place::kAudio) {
    if (packets_.too_long()) ++damaged_parts_;
    else Decode();
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

void VorbisReader::Reset() {
  pages_.Reset();
  page_.reset();
  library_.reset();
  place_ = Place::kNowhere;
  refusal_ = Status::Ok();
  info_.reset();
  packets_.Restart();
  ended_ = last_page_ = false;
  damaged_parts_ = 0;
}

}  // namespace ossicle::file
