#include "media/sound_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine_rig.h"
#include "file/flac_writer.h"
#include "file/wav_writer.h"
#include "session/ogg_opus_writer.h"
#include "sound_file.h"

namespace ossicle::media {
namespace {

using test::File;
using test::Signal;

void Save(const std::string& path, const File& file) {
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

std::unique_ptr<file::AudioWriter> WriterFor(const std::string& kind, const AudioFormat& format) {
  if (kind == "ogg") return session::OggOpusWriter::Make({.format = format, .bitrate_bps = 96'000}).value();
  if (kind == "flac") return file::FlacWriter::Make(file::Encoding::kPcm16, format).value();
  return file::WavWriter::Make(kind == "float" ? file::Encoding::kFloat32 : file::Encoding::kPcm16, format).value();
}

Signal Interleaved(const Signal& left, const Signal& right) {
  Signal both(2 * left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    both[2 * i] = left[i];
    both[2 * i + 1] = right[i];
  }
  return both;
}

struct Reading {
  Signal signal;
  SoundFile::State state = SoundFile::State::kMore;
  int busy = 0;
};

Reading ReadAll(SoundFile& sound, int most_busy = 1'000'000) {
  Reading reading;
  for (;;) {
    const SoundFile::Piece piece = sound.Next();
    reading.signal.insert(reading.signal.end(), piece.samples.begin(), piece.samples.end());
    reading.busy += piece.state == SoundFile::State::kBusy;
    reading.state = piece.state;
    const bool over = piece.state == SoundFile::State::kEnded || piece.state == SoundFile::State::kFailed;
    if (over || reading.busy > most_busy) return reading;
  }
}

struct Kind {
  const char* name;
  int rate_hz;
  int channels;
};

class SoundFileKinds : public testing::TestWithParam<Kind> {
 protected:
  /// Four seconds: 500 Hz, then 1500 Hz; in stereo 6 dB less on the right.
  std::string MakeFile() {
    const auto& [kind, rate, channels] = GetParam();
    Signal left = test::Sine(500, -20, 2000, rate), right = test::Sine(500, -26, 2000, rate);
    test::Append(left, test::Sine(1500, -20, 2000, rate));
    test::Append(right, test::Sine(1500, -26, 2000, rate));
    const auto writer = WriterFor(kind, {rate, channels});
    Save(folder_.file("sound"), test::Written(*writer, channels == 2 ? Interleaved(left, right) : left));
    return folder_.file("sound");
  }
  /// Of the average of both channels: half of -20 and half of -26 dB.
  double expected_dbov() const { return GetParam().channels == 2 ? -22.5 : -20.0; }

  TemporaryFolder folder_;
};

TEST_P(SoundFileKinds, IsHeardAtItsPitchLevelAndLength) {
  SoundFile sound(MakeFile(), 16'000);
  ASSERT_TRUE(sound.Start({})) << sound.error();
  const Reading reading = ReadAll(sound);
  EXPECT_EQ(reading.state, SoundFile::State::kEnded);
  EXPECT_NEAR(static_cast<double>(reading.signal.size()), 64'000, 2);
  const ConstSamples heard(reading.signal);
  EXPECT_NEAR(test::ToneDbov(heard.subspan(8'000, 16'000), 500, 16'000), expected_dbov(), 0.3);
  EXPECT_NEAR(test::ToneDbov(heard.subspan(40'000, 16'000), 1500, 16'000), expected_dbov(), 0.3);
  EXPECT_LT(test::ToneDbov(heard.subspan(8'000, 16'000), 1500, 16'000), -60);
}

TEST_P(SoundFileKinds, StartsWhereItIsTold) {
  SoundFile sound(MakeFile(), 16'000);
  for (const int start_ms : {2'000, 3'500, 0}) {  // again and again, forwards and back
    ASSERT_TRUE(sound.Start(Milliseconds(start_ms)));
    const Reading reading = ReadAll(sound);
    EXPECT_NEAR(static_cast<double>(reading.signal.size()), (4'000 - start_ms) * 16, 2);
    const double hz = start_ms == 0 ? 500 : 1500;
    EXPECT_NEAR(test::ToneDbov(ConstSamples(reading.signal).subspan(800, 6'400), hz, 16'000), expected_dbov(), 0.4);
  }
  ASSERT_TRUE(sound.Start(std::chrono::hours(30)));
  EXPECT_TRUE(ReadAll(sound).signal.empty());
}

TEST_P(SoundFileKinds, CutAnywhereItEndsCleanly) {
  const std::string path = MakeFile();
  const auto whole = std::filesystem::file_size(path);
  for (int part = 19; part >= 0; --part) {
    std::filesystem::resize_file(path, whole * static_cast<unsigned>(part) / 20 + static_cast<unsigned>(part));
    SoundFile sound(path, 8'000);
    if (!sound.Start({})) {
      EXPECT_STRNE(sound.error(), "");
      continue;
    }
    const Reading reading = ReadAll(sound);
    EXPECT_EQ(reading.state, SoundFile::State::kEnded);
    EXPECT_LE(reading.signal.size(), 32'002u);
  }
}

INSTANTIATE_TEST_SUITE_P(All, SoundFileKinds,
                         testing::Values(Kind{"wav", 8'000, 1}, Kind{"wav", 44'100, 2}, Kind{"float", 48'000, 2},
                                         Kind{"flac", 44'100, 1}, Kind{"flac", 16'000, 2}, Kind{"ogg", 48'000, 1},
                                         Kind{"ogg", 48'000, 2}, Kind{"ogg", 16'000, 1}),
                         [](const auto& info) {
                           return std::string(info.param.name) + std::to_string(info.param.rate_hz) + "x" +
                                  std::to_string(info.param.channels);
                         });

TEST(SoundFile, WhatCannotBePlayedSaysWhy) {
  const TemporaryFolder folder;
  const auto error_of = [&](const File& bytes) {
    Save(folder.file("broken"), bytes);
    SoundFile sound(folder.file("broken"), 8'000);
    EXPECT_FALSE(sound.Start({}));
    return std::string(sound.error());
  };
  EXPECT_EQ(error_of({}), "the file is empty");
  EXPECT_EQ(error_of(File(5'000, 'x')), "not a WAV, FLAC, Ogg Opus or Ogg Vorbis file");
  EXPECT_NE(error_of({'f', 'L', 'a', 'C', 1, 2, 3}), "");
  EXPECT_NE(error_of({'O', 'g', 'g', 'S'}), "");
  EXPECT_NE(error_of({'R', 'I', 'F', 'F', 0, 0, 0, 0, 'R', 'M', 'I', 'D'}), "");
  SoundFile nothing(folder.file("nothing"), 8'000), device("/dev/zero", 8'000), directory("/tmp", 8'000);
  EXPECT_FALSE(nothing.Start({}));
  EXPECT_EQ(std::string(nothing.error()).substr(0, 6), "ENOENT");
  EXPECT_FALSE(device.Start({}));
  EXPECT_STREQ(device.error(), "not a regular file");
  EXPECT_FALSE(directory.Start({}));
}

/// Megabytes of comments between two sounds: pages of an Ogg stream that is not ours.
TEST(SoundFile, AFileOfNothingButOtherThingsIsGivenUp) {
  const TemporaryFolder folder;
  const auto writer = WriterFor("ogg", {48'000, 1});
  File file = test::Written(*writer, test::Sine(500, -20, 300, 48'000));
  const File body(65'025, 7), lacing(255, 255);
  for (std::uint32_t i = 0; i < 100; ++i) {
    const file::OggPage page{.first = i == 0, .serial = 77, .sequence = i, .segments = lacing, .body = body};
    const std::size_t end = file.size();
    file.resize(end + file::kMaxOggPageBytes);
    file.resize(end + file::WriteOggPage(page, MutableBytes(file).subspan(end)));
  }
  Save(folder.file("crafted"), file);
  SoundFile sound(folder.file("crafted"), 8'000);
  ASSERT_TRUE(sound.Start({}));
  const Reading reading = ReadAll(sound);
  EXPECT_EQ(reading.state, SoundFile::State::kFailed);
  EXPECT_STREQ(sound.error(), "too long a part of the file holds no sound");
  EXPECT_NEAR(static_cast<double>(reading.signal.size()), 2'400, 200);
}

TEST(SoundFile, ALongWayIsGoneInParts) {
  const TemporaryFolder folder;
  // In a chained file no jump leads behind the first stream.
  File file;
  for (const std::uint32_t serial : {1u, 2u}) {
    const auto writer = session::OggOpusWriter::Make({.format = {8'000, 1}, .complexity = 0, .serial = serial}).value();
    const File stream = test::Written(*writer, Signal(8'000 * 300, Sample{100}));
    file.insert(file.end(), stream.begin(), stream.end());
  }
  Save(folder.file("long"), file);
  SoundFile sound(folder.file("long"), 8'000);
  ASSERT_TRUE(sound.Start(std::chrono::seconds(599)));
  const Reading reading = ReadAll(sound);
  EXPECT_GE(reading.busy, 2);
  EXPECT_NEAR(static_cast<double>(reading.signal.size()), 8'000, 2);
}

}  // namespace
}  // namespace ossicle::media
