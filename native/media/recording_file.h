#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "core/frame.h"
#include "file/audio_writer.h"

namespace ossicle::media {

/// A new WAV or Ogg Opus file that grows, and that any reader can open as it was when it was saved last. File worker.
class RecordingFile {
 public:
  /// WAV in 16 bits, at any rate.
  RecordingFile(std::string path, const AudioFormat& format);
  /// What `ogg` writes: whole pages, of at most a second.
  RecordingFile(std::string path, const AudioFormat& format, std::unique_ptr<file::AudioWriter> ogg);
  ~RecordingFile();
  RecordingFile(const RecordingFile&) = delete;
  RecordingFile& operator=(const RecordingFile&) = delete;

  const AudioFormat& format() const { return format_; }
  /// Creates the file. False here and below: see ErrorText.
  bool Open();
  /// Whole frames, interleaved.
  bool Write(ConstSamples samples);
  /// From now on a crash leaves all that was written.
  bool Save();
  /// Saves and ends.
  bool Close();
  /// Lets go of a file that failed; what was saved stays.
  void Abandon();
  const char* ErrorText() const;

  /// Samples per channel.
  std::uint64_t written_frames() const { return written_frames_; }
  std::uint64_t saved_frames() const { return saved_frames_; }

 private:
  bool WriteBytes(std::size_t count);
  bool WriteOgg(ConstSamples samples);
  bool TakeOgg();
  bool FinishOgg();
  bool WriteWavHeader();

  const std::string path_;
  const AudioFormat format_;
  const std::unique_ptr<file::AudioWriter> ogg_;
  std::FILE* file_ = nullptr;
  std::vector<std::uint8_t> bytes_;
  std::uint64_t written_frames_ = 0;
  std::uint64_t saved_frames_ = 0;
  const char* format_error_ = nullptr;
};

}  // namespace ossicle::media
