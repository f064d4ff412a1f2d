#pragma once

#include <array>
#include <memory>

#include "codec/codec.h"
#include "file/audio_writer.h"
#include "file/byte_queue.h"
#include "file/ogg_page.h"

namespace ossicle::session {

/// Writes Ogg Opus (RFC 7845) in pages of one second, of frames of 20 ms. The pre-skip is the encoder's own delay and the
/// last granule position the exact length, so that what a decoder gives is as long as what was written, and in its place.
class OggOpusWriter final : public file::AudioWriter {
 public:
  struct Options {
    AudioFormat format;            ///< 8, 12, 16, 24 or 48 kHz; 1 or 2 channels.
    int bitrate_bps = 24'000;
    int complexity = 9;            ///< 0 to 10, as libopus counts it.
    std::uint32_t serial = 0;      ///< Of the logical stream; by chance, so that files can be chained.
  };
  static Result<std::unique_ptr<file::AudioWriter>> Make(const Options& options);

  Result<std::size_t> Write(ConstSamples in) override;
  Result<std::size_t> Write(std::span<const float> in) override;
  Result<bool> Finish() override;
  std::size_t Take(MutableBytes out) override { return bytes_.Take(out); }
  std::size_t Head(MutableBytes) const override { return 0; }
  void Reset() override;

 private:
  static constexpr std::size_t kPagePackets = 50;

  OggOpusWriter(const Options& options, std::unique_ptr<codec::AudioEncoder> encoder);
  void WriteHeaders();
  void WriteHeaderPage(Bytes packet, bool first);
  Status EncodeFrame();
  void AppendPacket(Bytes packet);
  void WritePage(std::int64_t granule, bool last);
  bool HasRoom() const { return bytes_.room() >= 2 * file::kMaxOggPageBytes; }
  template <typename T>
  Result<std::size_t> WriteFrom(std::span<const T> in);

  const Options options_;
  const std::int64_t ticks_;     // of 48 kHz in a sample
  std::unique_ptr<codec::AudioEncoder> encoder_;
  const std::int64_t pre_skip_;  // at 48 kHz
  file::ByteQueue bytes_;
  std::array<Sample, 2 * 960> frame_{};
  const std::size_t frame_samples_;
  std::size_t frame_filled_ = 0;
  std::int64_t taken_ = 0;       // samples per channel
  std::int64_t encoded_ = 0;     // at 48 kHz
  std::array<std::uint8_t, file::kMaxOggSegments> segments_{};
  std::array<std::uint8_t, file::kMaxOggSegments * 255> body_{};
  std::size_t segment_count_ = 0;
  std::size_t body_bytes_ = 0;
  std::size_t packet_count_ = 0;
  std::uint32_t sequence_ = 0;
  bool finished_ = false;
};

}  // namespace ossicle::session
