#include "file/wav_reader.h"

#include <gtest/gtest.h>

#include "file/wav_writer.h"
#include "signals.h"
#include "sound_file.h"

namespace ossicle::file {
namespace {

using test::Signal;
using test::File;

File WrittenAs(Encoding encoding, const AudioFormat& format, const Signal& signal, bool with_head = true) {
  auto made = WavWriter::Make(encoding, format);
  EXPECT_TRUE(made.ok());
  return test::Written(*made.value(), signal, with_head);
}

TEST(WavReader, ReadsWhatTheWriterWrites) {
  const Signal noise = test::Noise(-12, 500, 48000, 1);
  for (const std::size_t piece : {1, 13, 100'000}) {
    WavReader reader;
    EXPECT_EQ(test::ReadBack(reader, WrittenAs(Encoding::kPcm16, {48000, 2}, noise), piece), noise);
    EXPECT_EQ(reader.info()->channels, 2);
    EXPECT_EQ(reader.info()->total_frames, noise.size() / 2);
    EXPECT_FALSE(reader.truncated());
  }
}

TEST(WavReader, ReadsUntilTheEndWhereNoLengthIsAnnounced) {
  const Signal noise = test::Noise(-12, 100, 8000, 1);
  WavReader reader;
  EXPECT_EQ(test::ReadBack(reader, WrittenAs(Encoding::kFloat32, {8000, 1}, noise, false), 77), noise);
  EXPECT_FALSE(reader.info()->total_frames);
  EXPECT_FALSE(reader.truncated());
  reader.Reset();
  File cut = WrittenAs(Encoding::kFloat32, {8000, 1}, noise, false);
  cut.pop_back();
  EXPECT_EQ(test::ReadBack(reader, cut, 77).size(), noise.size() - 1);
  EXPECT_TRUE(reader.truncated());
}

TEST(WavReader, PassesOverChunksLargerThanItsMemory) {
  const Signal noise = test::Noise(-12, 20, 8000, 1);
  File file = WrittenAs(Encoding::kPcm16, {8000, 1}, noise);
  File large = {'j', 'u', 'n', 'k', 0x41, 0x0D, 0x03, 0};  // 200 001 bytes, padded
  large.resize(large.size() + 200'002, 0xDA);
  file.insert(file.begin() + 12, large.begin(), large.end());
  WavReader reader;
  EXPECT_EQ(test::ReadBack(reader, file, file.size()), noise);
}

TEST(WavWriter, PadsAnOddLength) {
  const File file = WrittenAs(Encoding::kALaw, {8000, 1}, {0});
  EXPECT_EQ(file.size() % 2, 0u);
  WavReader reader;
  EXPECT_EQ(test::ReadBack(reader, file, 9), Signal{8});
}

TEST(WavWriter, BecomesRf64BeyondFourGiB) {
  File header(kMaxStreamHeaderBytes);
  const std::uint64_t bytes = std::uint64_t{5} << 30;
  header.resize(WriteStreamHeader(Encoding::kPcm16, {48000, 2}, bytes, header));
  WavReader reader;
  ASSERT_TRUE(reader.Push(header).ok());
  ASSERT_TRUE(reader.info());
  EXPECT_EQ(reader.info()->total_frames, bytes / 4);
}

TEST(WavWriter, RefusesWhatWavCannotSay) {
  EXPECT_FALSE(WavWriter::Make(Encoding::kPcm24, {8000, 1}).ok());
  EXPECT_FALSE(WavWriter::Make(Encoding::kPcm16, {8000, 9}).ok());
  EXPECT_FALSE(WavWriter::Make(Encoding::kPcm16, {1, 1}).ok());
}

}  // namespace
}  // namespace ossicle::file
