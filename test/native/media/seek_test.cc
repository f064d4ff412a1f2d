// Where a sound goes on after a jump, and how little of the file that takes.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "engine_rig.h"
#include "file/flac_writer.h"
#include "file/wav_writer.h"
#include "media/sound_file.h"
#include "session/ogg_opus_writer.h"
#include "sound_file.h"

namespace ossicle::media {
namespace {

using test::File;
using test::Signal;

constexpr int kSeconds = 60;

/// No two places are alike: noise, and a tone that rises slowly.
Signal Journey(int rate_hz, int channels) {
  Signal signal(static_cast<std::size_t>(kSeconds * rate_hz * channels));
  std::uint32_t random = 1;
  double phase = 0;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    random = random * 1'664'525u + 1'013'904'223u;
    phase += (300 + 2000.0 * static_cast<double>(i) / static_cast<double>(signal.size())) / rate_hz / channels;
    signal[i] = static_cast<Sample>(6000 * std::sin(2 * std::numbers::pi * phase) + static_cast<double>(random >> 16) / 32 - 1024);
  }
  return signal;
}

void Save(const std::string& path, const File& file) {
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
}

Signal ReadFrom(SoundFile& sound, Duration start, std::size_t most) {
  Signal heard;
  EXPECT_TRUE(sound.Start(start)) << sound.error();
  for (SoundFile::Piece piece; piece.state != SoundFile::State::kEnded && heard.size() < most;) {
    piece = sound.Next();
    heard.insert(heard.end(), piece.samples.begin(), piece.samples.end());
    EXPECT_NE(piece.state, SoundFile::State::kFailed) << sound.error();
    if (piece.state == SoundFile::State::kFailed) break;
  }
  heard.resize(std::min(heard.size(), most));
  return heard;
}

double SnrDb(ConstSamples expected, ConstSamples heard) {
  double signal = 0, noise = 1e-9;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    signal += static_cast<double>(expected[i]) * expected[i];
    noise += std::pow(static_cast<double>(expected[i]) - heard[i], 2);
  }
  return 10 * std::log10(signal / noise);
}

/// How a file is made: by our own writer, or by a program that is given a WAV file.
struct Maker {
  const char* name;
  int rate_hz;
  int channels;
  bool exact;  // else as near as a decoder comes after its pre-roll
  const char* command;
};

class Seeks : public testing::TestWithParam<Maker> {
 protected:
  void SetUp() override {
    const auto& [name, rate, channels, exact, command] = GetParam();
    const Signal journey = Journey(rate, channels);
    if (*command == '\0') {
      Save(path_, test::Written(*OwnWriter(), journey));
      return;
    }
    Save(folder_.file("in.wav"), test::Written(*file::WavWriter::Make(file::Encoding::kPcm16, {rate, channels}).value(), journey));
    const std::string line = "cd '" + folder_.file("") + "' && (" + command + ") >log 2>&1 && mv out.* '" + path_ + "'";
    if (std::system(line.c_str()) != 0) GTEST_SKIP() << "cannot run: " << command;
  }

  std::unique_ptr<file::AudioWriter> OwnWriter() const {
    const AudioFormat format{GetParam().rate_hz, GetParam().channels};
    const std::string name = GetParam().name;
    if (name == "flac") return file::FlacWriter::Make(file::Encoding::kPcm16, format).value();
    if (name == "wav") return file::WavWriter::Make(file::Encoding::kPcm16, format).value();
    return session::OggOpusWriter::Make({.format = format, .bitrate_bps = 32'000, .serial = 5}).value();
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("sound");
};

TEST_P(Seeks, GoOnAsIfAllBeforeHadBeenHeard) {
  const int rate = GetParam().rate_hz;
  SoundFile whole(path_, rate), sound(path_, rate);
  const Signal all = ReadFrom(whole, {}, SIZE_MAX);
  ASSERT_NEAR(static_cast<double>(all.size()), kSeconds * rate, rate / 10);
  for (const int at_ms : {1'001, 5'000, 1'037, 30'000, 29'990, 37'777, 50'340, 59'000, 59'900, 2'500}) {
    const auto from = static_cast<std::size_t>(DurationToSamples(Milliseconds(at_ms), rate));
    const ConstSamples expected = ConstSamples(all).subspan(from, std::min<std::size_t>(2 * static_cast<std::size_t>(rate), all.size() - from));
    const Signal heard = ReadFrom(sound, Milliseconds(at_ms), expected.size());
    ASSERT_EQ(heard.size(), expected.size()) << at_ms;
    if (GetParam().exact) EXPECT_TRUE(std::equal(heard.begin(), heard.end(), expected.begin())) << at_ms;
    else EXPECT_GT(SnrDb(expected, heard), 60) << at_ms;
  }
  // Behind the end there is nothing, and a way back.
  for (const int at_s : {kSeconds + 1, 10 * kSeconds, 1'000'000}) EXPECT_TRUE(ReadFrom(sound, std::chrono::seconds(at_s), SIZE_MAX).empty());
  EXPECT_EQ(ReadFrom(sound, std::chrono::seconds(kSeconds / 2), 1'000).size(), 1'000u);
}

constexpr const char* kOwn = "";
INSTANTIATE_TEST_SUITE_P(
    Files, Seeks,
    testing::Values(Maker{"wav", 16'000, 1, true, kOwn}, Maker{"wav", 8'000, 2, true, kOwn},
                    Maker{"flac", 16'000, 1, true, kOwn}, Maker{"flac", 44'100, 2, true, kOwn},
                    Maker{"ogg", 16'000, 1, false, kOwn}, Maker{"ogg", 48'000, 2, false, kOwn},
                    Maker{"flac by ffmpeg", 22'050, 2, true, "ffmpeg -i in.wav out.flac"},
                    Maker{"flac by sox", 16'000, 1, true, "sox in.wav -C 8 out.flac"},
                    Maker{"vorbis by ffmpeg", 22'050, 2, true, "ffmpeg -i in.wav -c:a libvorbis out.ogg"},
                    Maker{"vorbis by sox", 16'000, 1, true, "sox in.wav -C 4 out.ogg"},
                    Maker{"opus by ffmpeg", 48'000, 1, false, "ffmpeg -i in.wav -c:a libopus -b:a 48k -page_duration 20000 out.opus"},
                    Maker{"opus by opusenc", 48'000, 2, false, "opusenc --bitrate 64 in.wav out.opus"},
                    Maker{"chained opus", 16'000, 1, false,
                          "ffmpeg -i in.wav -t 30 -c:a libopus -b:a 24k 1.opus && ffmpeg -ss 30 -i in.wav -c:a libopus -b:a 24k "
                          "-serial_offset 9 2.opus && cat 1.opus 2.opus >out.opus"}),
    [](const auto& param) {
      std::string name = std::string(param.param.name) + " " + std::to_string(param.param.rate_hz) + " " + std::to_string(param.param.channels);
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    });

}  // namespace
}  // namespace ossicle::media
