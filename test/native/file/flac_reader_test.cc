#include "file/flac_reader.h"

#include <gtest/gtest.h>

#include "file/flac_writer.h"
#include "signals.h"
#include "sound_file.h"

namespace ossicle::file {
namespace {

using test::File;
using test::ReadBack;
using test::Signal;

constexpr std::size_t kBlockFrames = 4096;

File WrittenAs(Encoding encoding, const AudioFormat& format, const Signal& signal, bool with_head = true) {
  auto made = FlacWriter::Make(encoding, format);
  EXPECT_TRUE(made.ok());
  return test::Written(*made.value(), signal, with_head);
}

TEST(FlacReader, ReadsWhatTheWriterWrites) {
  const Signal noise = test::Noise(-12, 500, 48000, 1);
  for (const Encoding encoding : {Encoding::kPcm16, Encoding::kPcm24})
    for (const int channels : {1, 2, 8})
      for (const std::size_t piece : {1, 13, 1'000'000}) {
        FlacReader reader;
        EXPECT_EQ(ReadBack(reader, WrittenAs(encoding, {48000, channels}, noise), piece), noise);
        EXPECT_EQ(reader.info()->channels, channels);
        EXPECT_EQ(reader.info()->total_frames, noise.size() / static_cast<std::size_t>(channels));
        EXPECT_FALSE(reader.truncated());
        EXPECT_EQ(reader.damaged_parts(), 0u);
      }
}

TEST(FlacReader, ReadsAnotherFileAfterReset) {
  const Signal noise = test::Noise(-12, 300, 16000, 1);
  const File file = WrittenAs(Encoding::kPcm16, {16000, 1}, noise, false);
  FlacReader reader;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ReadBack(reader, file, 700), noise);
    EXPECT_FALSE(reader.info()->total_frames);
    reader.Reset();
    ReadBack(reader, Bytes(file).first(file.size() / 2), 700);
    reader.Reset();
  }
}

TEST(FlacReader, GivesWhatIsThereWhereverTheFileIsCut) {
  const Signal noise = test::Noise(-12, 1000, 16000, 1);
  const File file = WrittenAs(Encoding::kPcm16, {16000, 1}, noise);
  for (std::size_t cut = 100; cut < file.size(); cut += 501) {
    FlacReader reader;
    const Signal heard = ReadBack(reader, Bytes(file).first(cut), 4096);
    ASSERT_LE(heard.size(), noise.size());
    EXPECT_TRUE(std::equal(heard.begin(), heard.end(), noise.begin())) << cut;
    EXPECT_TRUE(reader.truncated()) << cut;
  }
}

TEST(FlacReader, GoesOnAfterDamage) {
  const Signal noise = test::Noise(-12, 4000, 16000, 1);
  File file = WrittenAs(Encoding::kPcm16, {16000, 1}, noise);
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2), 20, std::uint8_t{0x55});
  FlacReader reader;
  const Signal heard = ReadBack(reader, file, 1000);
  EXPECT_GT(reader.damaged_parts(), 0u);
  // What libFLAC reads past the damage, in search of its end, is lost with it.
  EXPECT_GE(heard.size(), noise.size() - 5 * kBlockFrames);
  EXPECT_LE(heard.size(), noise.size() - kBlockFrames);
  EXPECT_TRUE(std::equal(noise.end() - 4000, noise.end(), heard.end() - 4000));
}

TEST(FlacReader, RefusesAnythingElse) {
  FlacReader reader;
  EXPECT_FALSE(reader.Push(File(1000, 0x66)).ok());
  FlacReader empty;
  EXPECT_FALSE(empty.End().ok());
}

TEST(FlacWriter, RefusesWhatFlacCannotSay) {
  EXPECT_FALSE(FlacWriter::Make(Encoding::kFloat32, {8000, 1}).ok());
  EXPECT_FALSE(FlacWriter::Make(Encoding::kPcm16, {8000, 9}).ok());
  EXPECT_FALSE(FlacWriter::Make(Encoding::kPcm16, {700'000, 1}).ok());
}

}  // namespace
}  // namespace ossicle::file
