#pragma once

#include <memory>

#include "file/audio_reader.h"
#include "file/ogg_packet_reader.h"

namespace ossicle::file {

/// Reads Ogg Vorbis (Vorbis I, libvorbis) as a stream: one to eight channels in Vorbis' order, a start and an end within
/// a packet, and chained streams of the first one's rate and channels; others are skipped and counted. Comments of any
/// size pass through without being held. libvorbis takes memory of its own when a stream begins, bounded by what
/// VorbisCodebooksFit permits.
class VorbisReader final : public AudioReader {
 public:
  VorbisReader();
  ~VorbisReader() override;

  Result<std::size_t> Push(Bytes bytes) override;
  Status End() override;
  const std::optional<AudioInfo>& info() const override { return info_; }
  std::size_t Read(Samples out) override;
  std::size_t Read(std::span<float> out) override;
  std::optional<SeekPoint> Seek(std::uint64_t frame, ByteSource& file) override;
  bool truncated() const override { return ended_ && !last_page_; }
  std::uint64_t damaged_parts() const override { return pages_.damaged_parts() + damaged_parts_; }
  void Reset() override;

 private:
  struct Library;  // libvorbis' decoder
  /// What the next packet of the stream is.
  enum class Place : std::uint8_t { kNowhere, kIdentification, kComments, kSetup, kAudio };
  static constexpr std::size_t kMaxPacketBytes = 1 << 16;

  bool NextPage();
  void BeginStream();
  bool NextPacket();
  void TakePacket();
  void TakeHeader();
  Status ReadHeader();
  void Refuse(const Status& status);
  void Decode();
  void MeasureStart();
  template <typename T>
  std::size_t ReadInto(std::span<T> out);

  OggPageReader pages_;
  std::optional<OggPage> page_;  // in work
  std::size_t last_ending_ = 0;  // the segment of page_ with which its last packet ends
  OggPacketReader packets_{kMaxPacketBytes};

  std::unique_ptr<Library> library_;
  Place place_ = Place::kNowhere;
  Status refusal_;
  std::uint32_t serial_ = 0;
  std::uint32_t sequence_ = 0;
  std::optional<AudioInfo> info_;
  std::optional<std::int64_t> start_;  // granule position of the stream's first sample
  bool landing_ = false;               // on the page after whose last packet reading goes on
  bool ended_ = false;
  bool last_page_ = false;
  std::uint64_t damaged_parts_ = 0;
};

}  // namespace ossicle::file
