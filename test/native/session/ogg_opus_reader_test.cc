#include "session/ogg_opus_reader.h"

#include <gtest/gtest.h>

#include <chrono>

#include "session/ogg_opus_writer.h"
#include "signals.h"
#include "sound_file.h"

namespace ossicle::session {
namespace {

using test::File;
using test::ReadBack;
using test::Signal;

File WrittenAs(const AudioFormat& format, const Signal& signal) {
  auto made = OggOpusWriter::Make({.format = format, .bitrate_bps = 32'000, .serial = 7});
  EXPECT_TRUE(made.ok());
  return test::Written(*made.value(), signal);
}

/// A page that owns its bytes.
struct Page {
  file::OggPage page;
  File segments, body;
};

std::vector<Page> PagesOf(Bytes file) {
  std::vector<Page> pages;
  for (file::OggPageReader reader; !file.empty();) {
    file = file.subspan(reader.Push(file));
    while (const auto page = reader.Next())
      pages.push_back({*page, {page->segments.begin(), page->segments.end()}, {page->body.begin(), page->body.end()}});
  }
  return pages;
}

/// The pages one after the other, numbered anew.
File Joined(const std::vector<Page>& pages) {
  File file, bytes(file::kMaxOggPageBytes);
  for (std::uint32_t sequence = 0; const Page& each : pages) {
    file::OggPage page = each.page;
    page.sequence = sequence++;
    page.segments = each.segments;
    page.body = each.body;
    const std::size_t count = file::WriteOggPage(page, bytes);
    file.insert(file.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return file;
}

TEST(OggOpusReader, ReadsWhatTheWriterWritesInItsPlace) {
  for (const int rate_hz : {8000, 12000, 16000, 24000, 48000}) {
    const Signal sine = test::Sine(440, -12, 2500, rate_hz);
    for (const std::size_t piece : {1, 777, 1'000'000}) {
      OggOpusReader reader(rate_hz);
      const Signal heard = ReadBack(reader, WrittenAs({rate_hz, 1}, sine), piece);
      ASSERT_EQ(heard.size(), sine.size());
      const auto middle = [&](const Signal& signal) { return ConstSamples(signal).subspan(signal.size() / 4, signal.size() / 2); };
      EXPECT_NEAR(test::ToneDbov(middle(heard), 440, rate_hz), -12, 0.5);
      const auto turn = test::FitSine(middle(heard), 440, rate_hz) / test::FitSine(middle(sine), 440, rate_hz);
      EXPECT_LT(std::abs(std::arg(turn)) / (2 * std::numbers::pi * 440), 0.12e-3);  // seconds; the encoder's high-pass is in it
      EXPECT_FALSE(reader.truncated());
      EXPECT_EQ(reader.damaged_parts(), 0u);
    }
  }
}

TEST(OggOpusReader, PassesOverAPacketThatNeverSeemsToEnd) {
  const Signal sine = test::Sine(440, -12, 3000, 16000);
  const File file = WrittenAs({16000, 1}, sine);
  OggOpusReader plain(16000);
  const Signal expected = ReadBack(plain, file, 5000);
  std::vector<Page> pages = PagesOf(file);
  ASSERT_GE(pages.size(), 5u);
  std::vector<Page> endless(100, Page{pages[2].page, File(255, 255), File(std::size_t{255} * 255, 0x5A)});
  for (Page& page : endless) {
    page.page.granule = file::kNoGranule;
    page.page.continued = &page != &endless.front();
  }
  endless.back().segments.back() = 0;  // there it ends after all
  endless.back().body.resize(std::size_t{254} * 255);
  pages.insert(pages.begin() + 3, endless.begin(), endless.end());
  OggOpusReader reader(16000);
  EXPECT_EQ(ReadBack(reader, Joined(pages), 5000), expected);
  EXPECT_EQ(reader.damaged_parts(), 1u);
  EXPECT_FALSE(reader.truncated());
}

/// Four megabytes of heads of pages, each of which announces the longest page there is.
TEST(OggOpusReader, IsNotHeldUpByFalsePages) {
  const Signal sine = test::Sine(440, -12, 4000, 16000);
  const File file = WrittenAs({16000, 1}, sine);
  File crafted(file);
  File head(file::kOggHeaderBytes + 5, 0xFF);
  std::copy_n("OggS", 5, head.begin());
  for (int i = 0; i < (4 << 20) / static_cast<int>(head.size()); ++i) crafted.insert(crafted.end(), head.begin(), head.end());
  crafted.resize(crafted.size() + file::kMaxOggPageBytes);
  crafted.insert(crafted.end(), file.begin(), file.end());
  OggOpusReader reader(16000);
  const auto begin = std::chrono::steady_clock::now();
  const Signal heard = ReadBack(reader, crafted, 5000);
  // Checked one by one they are eight thousand million bytes.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_EQ(heard.size(), 2 * sine.size());
}

TEST(OggOpusReader, GoesOnAfterALostPage) {
  const Signal sine = test::Sine(440, -12, 4000, 16000);
  const File file = WrittenAs({16000, 1}, sine);
  std::vector<Page> pages = PagesOf(file);
  const Page lost = pages[3];
  File damaged = Joined(pages);
  const auto at = std::search(damaged.begin(), damaged.end(), lost.body.begin(), lost.body.end());
  ASSERT_NE(at, damaged.end());
  *at ^= 1;  // its checksum is wrong now
  OggOpusReader reader(16000);
  const Signal heard = ReadBack(reader, damaged, 5000);
  EXPECT_NEAR(static_cast<double>(heard.size()), static_cast<double>(sine.size()) - 16000, 320);  // a page holds a second, a packet 20 ms
  EXPECT_NEAR(test::ToneDbov(ConstSamples(heard).subspan(20'000, 16'000), 440, 16000), -12, 0.5);
  EXPECT_GT(reader.damaged_parts(), 0u);
  EXPECT_FALSE(reader.truncated());
}

TEST(OggOpusReader, SaysThatTheEndIsMissing) {
  const File file = WrittenAs({16000, 1}, test::Sine(440, -12, 3000, 16000));
  OggOpusReader reader(16000);
  EXPECT_FALSE(ReadBack(reader, Bytes(file).first(file.size() - 1), 5000).empty());
  EXPECT_TRUE(reader.truncated());
  reader.Reset();
  EXPECT_TRUE(ReadBack(reader, Bytes(file).first(40), 5000).empty());
  EXPECT_FALSE(reader.End().ok());
}

TEST(OggOpusWriter, RefusesWhatOpusCannotSay) {
  EXPECT_FALSE(OggOpusWriter::Make({.format = {44100, 1}}).ok());
  EXPECT_FALSE(OggOpusWriter::Make({.format = {48000, 3}}).ok());
}

}  // namespace
}  // namespace ossicle::session
