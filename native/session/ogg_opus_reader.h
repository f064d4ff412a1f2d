#pragma once

#include <array>
#include <memory>

#include "codec/codec.h"
#include "file/audio_reader.h"
#include "file/ogg_packet_reader.h"
#include "file/opus_head.h"

namespace ossicle::session {

/// Reads Ogg Opus (RFC 7845) as a stream, with mapping family 0: pre-skip, gain, a start above 0, chained streams and the
/// cut at the end. It stands in this layer because it joins `file` and `codec`, which do not know one another. Chained
/// streams come in the channels of the first one.
class OggOpusReader : public file::AudioReader {
 public:
  /// Decodes at 8, 12, 16, 24 or 48 kHz.
  explicit OggOpusReader(int sample_rate_hz);

  Result<std::size_t> Push(Bytes bytes) override;
  Status End() override;
  const std::optional<file::AudioInfo>& info() const override { return info_; }
  std::size_t Read(Samples out) override;
  std::size_t Read(std::span<float> out) override;
  std::optional<file::SeekPoint> Seek(std::uint64_t frame, file::ByteSource& source) override;
  bool truncated() const override { return ended_ && !last_page_; }
  std::uint64_t damaged_parts() const override { return pages_.damaged_parts() + damaged_parts_; }
  void Reset() override;

 private:
  /// Where in a logical stream the next packet belongs.
  enum class Place : std::uint8_t { kNowhere, kTags, kAudio };
  static constexpr std::size_t kMaxPacketBytes = 48 * 1277 + 2;  // RFC 6716 section 3.4

  bool NextPage();
  Status BeginStream();
  bool NextPacket();
  void TakePacket();
  void Decode(Bytes packet);
  void MeasurePage();
  template <typename T>
  std::size_t ReadInto(std::span<T> out);

  const int sample_rate_hz_;
  file::OggPageReader pages_;
  std::optional<file::OggPage> page_;  // in work
  file::OggPacketReader packets_{kMaxPacketBytes};

  Place place_ = Place::kNowhere;
  Status refusal_;
  file::OpusHead head_;
  float gain_ = 1;
  std::uint32_t serial_ = 0;
  std::uint32_t sequence_ = 0;
  std::unique_ptr<codec::AudioDecoder> decoder_;
  std::optional<file::AudioInfo> info_;
  std::int64_t position_ = 0;               // samples decoded of this stream, at 48 kHz
  bool landing_ = false;                    // on the page after whose last packet reading goes on
  std::optional<std::int64_t> start_;       // granule position of the first
  std::optional<std::int64_t> end_;         // on the scale of position_, known on the last page
  bool ended_ = false;
  bool last_page_ = false;
  std::uint64_t damaged_parts_ = 0;

  std::array<Sample, 2 * kMaxFrameSamples> decoded_{};
  std::size_t decoded_begin_ = 0;
  std::size_t decoded_end_ = 0;
};

}  // namespace ossicle::session
