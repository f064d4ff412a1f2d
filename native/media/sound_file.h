#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsp/resampler.h"
#include "file/audio_reader.h"

namespace ossicle::media {

/// A WAV, FLAC, Ogg Opus or Ogg Vorbis file, decoded piece by piece, mixed down to mono and brought to one rate. What the file says
/// of itself is believed only as far as it holds. File worker.
class SoundFile final : private file::ByteSource {
 public:
  SoundFile(std::string path, int sample_rate_hz) : path_(std::move(path)), sample_rate_hz_(sample_rate_hz) {}
  ~SoundFile() override;
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  enum class State : std::uint8_t { kMore, kBusy, kEnded, kFailed };
  struct Piece {
    ConstSamples samples{};
    State state = State::kMore;
  };

  /// Goes to `start` from the begin of the file; the way there is gone by the calls of Next, in one jump where the file
  /// lets that be exact. False: see error().
  bool Start(Duration start);
  /// The next piece, valid until the next call. kBusy: nothing yet, call again later; other work goes first.
  Piece Next();
  /// A literal, after Start failed or Next said kFailed.
  const char* error() const { return error_; }
  /// Whether the file has given any sound so far.
  bool any_sound() const { return any_sound_; }
  int sample_rate_hz() const { return sample_rate_hz_; }
  /// The most samples of a piece, once it has started.
  std::size_t longest_piece() const { return resampled_.size(); }

 private:
  static constexpr std::size_t kChunkBytes = 4096;
  static constexpr std::size_t kPieceSamples = 2048;  // of all channels
  /// Against crafted files: chunks that may go by for 20 ms of sound, and bytes before the first sound.
  static constexpr int kMaxChunksPerFrame = 1024;
  static constexpr std::size_t kMaxHeaderBytes = std::size_t{64} << 20;
  /// How much of the way to the start is gone in one call.
  static constexpr Duration kShortWay = Milliseconds(1000);  // not worth a jump
  static constexpr int kMaxPiecesPerCall = 1024, kMaxChunksPerCall = 256;

  bool OpenFile();
  bool MakeReader();
  std::uint64_t size() const override;
  std::size_t ReadAt(std::uint64_t offset, MutableBytes out) override;
  void Jump();
  bool FillHeader();
  bool TakeInfo();
  bool PushChunk();
  void CountSound(std::size_t frames);
  ConstSamples Convert(std::size_t samples);
  bool Fail(const char* text);

  const std::string path_;
  const int sample_rate_hz_;
  std::FILE* file_ = nullptr;
  std::uint64_t read_bytes_ = 0;
  std::unique_ptr<file::AudioReader> reader_;
  std::optional<dsp::Resampler> resampler_;
  std::vector<std::uint8_t> bytes_;
  std::size_t bytes_begin_ = 0, bytes_end_ = 0;
  std::vector<Sample> interleaved_, resampled_;
  Duration start_{};
  std::uint64_t start_frame_ = 0;
  std::uint64_t skip_frames_ = 0;
  bool may_jump_ = false;  // it has not been tried since Start
  int frame_chunks_ = 0;          // read for the 20 ms that are being decoded
  std::size_t frame_sound_ = 0;  // of them, samples per channel
  bool any_sound_ = false;
  bool at_end_ = false;
  const char* error_ = "";
};

}  // namespace ossicle::media
