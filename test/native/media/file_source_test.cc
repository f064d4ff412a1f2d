#include "media/file_source.h"

#include <gtest/gtest.h>

#include <fstream>

#include "engine_rig.h"
#include "file/wav_writer.h"
#include "media/shared_source.h"
#include "sound_file.h"

namespace ossicle::media {
namespace {

using State = session::SampleSource::State;
using test::Signal;

constexpr int kRate = 8000;

/// Sample n has the value n / 8: the value tells the millisecond.
std::string MakeRamp(const TemporaryFolder& folder, int ms, int rate_hz = kRate) {
  Signal ramp(test::SamplesIn(ms, rate_hz));
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<Sample>(i * 1000 / static_cast<std::size_t>(rate_hz));
  const auto writer = file::WavWriter::Make(file::Encoding::kPcm16, {rate_hz, 1}).value();
  const test::File file = test::Written(*writer, ramp);
  const std::string path = folder.file("ramp.wav");
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  return path;
}

/// A player and the file worker in turn, 20 ms at a time.
struct Listening {
  explicit Listening(std::shared_ptr<FileReader> made) : reader(std::move(made)), source(reader) {}
  /// The millisecond of the file heard first in this tick; -1 for none.
  int Tick() {
    job_alive = reader->Run(Instant{});
    Signal frame(160);
    const auto read = source.Take(frame);
    state = read.state;
    heard += read.samples;
    return read.samples > 0 ? frame[0] : -1;
  }
  std::shared_ptr<FileReader> reader;
  FileSource source;
  State state = State::kMore;
  std::size_t heard = 0;
  bool job_alive = true;
};

Listening Open(const std::string& path, const session::PlayOptions& options) {
  return Listening(std::make_shared<FileReader>(path, kRate, options));
}

TEST(FileSource, EachPlayBeginsAtTheStart) {
  const TemporaryFolder folder;
  Listening listening = Open(MakeRamp(folder, 1'000), {.loops = 2, .start = Milliseconds(600)});
  std::vector<int> begins;
  for (int i = 0; i < 100 && listening.state != State::kEnded; ++i) begins.push_back(listening.Tick());
  EXPECT_EQ(listening.state, State::kEnded);
  EXPECT_EQ(listening.heard, 3u * 3'200);
  EXPECT_EQ(begins[0], 600);
  EXPECT_EQ(begins[19], 980);
  EXPECT_EQ(begins[20], 600);
  EXPECT_EQ(begins[40], 600);
}

TEST(FileSource, KnowsWhereInTheFileItIs) {
  const TemporaryFolder folder;
  Listening listening = Open(MakeRamp(folder, 1'000), {.loops = 2, .start = Milliseconds(600)});
  for (int i = 0; i < 60; ++i) {
    if (i > 0) {
      EXPECT_EQ(listening.source.position(), Milliseconds(600 + i % 20 * 20)) << i;
    }
    listening.Tick();
  }
  EXPECT_EQ(listening.source.position(), Milliseconds(1'000));
  EXPECT_TRUE(listening.source.Seek(Milliseconds(250)));
  EXPECT_EQ(listening.source.position(), Milliseconds(250));
  EXPECT_EQ(listening.Tick(), -1);
  EXPECT_EQ(listening.source.position(), Milliseconds(250));
  EXPECT_EQ(listening.Tick(), 250);
  EXPECT_EQ(listening.source.position(), Milliseconds(270));
}

TEST(FileSource, GoesOnForEver) {
  const TemporaryFolder folder;
  Listening listening = Open(MakeRamp(folder, 40), {.loops = session::PlayOptions::kForEver});
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(listening.Tick(), i % 2 * 20) << i;
}

TEST(FileSource, SeeksBothWaysAndAfterAllIsRead) {
  const TemporaryFolder folder;
  Listening listening = Open(MakeRamp(folder, 5'000), {});
  EXPECT_EQ(listening.Tick(), 0);
  EXPECT_EQ(listening.Tick(), 20);
  for (const int to_ms : {4'500, 100, 4'900}) {
    EXPECT_TRUE(listening.source.Seek(Milliseconds(to_ms)));
    EXPECT_EQ(listening.Tick(), -1);  // the worker goes there
    EXPECT_EQ(listening.state, State::kWaiting);
    EXPECT_EQ(listening.Tick(), to_ms);
    EXPECT_EQ(listening.Tick(), to_ms + 20);
  }
  // The rest is read by now, but not played.
  EXPECT_TRUE(listening.source.Seek(Milliseconds(4'000)));
  listening.Tick();
  EXPECT_EQ(listening.Tick(), 4'000);
  EXPECT_TRUE(listening.source.Seek(Milliseconds(99'000)));
  for (int i = 0; i < 5; ++i) listening.Tick();
  EXPECT_EQ(listening.state, State::kEnded);
}

TEST(FileSource, TwoSeeksInATickGoToTheLast) {
  const TemporaryFolder folder;
  Listening listening = Open(MakeRamp(folder, 5'000), {});
  listening.Tick();
  listening.source.Seek(Milliseconds(1'000));
  listening.source.Seek(Milliseconds(3'000));
  listening.Tick();
  EXPECT_EQ(listening.Tick(), 3'000);
}

TEST(FileSource, ASeekInAFileThatFailedStaysFailed) {
  Listening listening = Open("/nowhere/at/all", {});
  listening.Tick();
  EXPECT_EQ(listening.state, State::kFailed);
  listening.source.Seek(Milliseconds(10));
  for (int i = 0; i < 3; ++i) listening.Tick();
  EXPECT_EQ(listening.state, State::kFailed);
  EXPECT_EQ(std::string(listening.source.error()).substr(0, 6), "ENOENT");
}

TEST(FileSource, AFileCutWhileItPlaysEnds) {
  const TemporaryFolder folder;
  const std::string path = MakeRamp(folder, 20'000);
  Listening listening = Open(path, {});
  for (int i = 0; i < 10; ++i) listening.Tick();
  std::filesystem::resize_file(path, 50);
  for (int i = 0; i < 200 && listening.state == State::kMore; ++i) listening.Tick();
  EXPECT_EQ(listening.state, State::kEnded);
  EXPECT_LT(listening.heard, 16'000u);
}

/// Listeners of one shared file, on a clock of 20 ms.
struct Room {
  Room(const TemporaryFolder& folder, int ms, const session::PlayOptions& options)
      : reader(std::make_shared<SharedReader>(MakeRamp(folder, ms, 48'000), options)) {}
  std::unique_ptr<SharedSource> Join() {
    auto listener = reader->Join();
    return listener ? std::make_unique<SharedSource>(reader, std::move(listener)) : nullptr;
  }
  void Tick() {
    alive = reader->Run(now);
    now += kFrameDuration;
  }
  std::shared_ptr<SharedReader> reader;
  Instant now{std::chrono::hours(1)};
  bool alive = true;
};

int Hear(SharedSource& source, State* state = nullptr) {
  Signal frame(960);
  const auto read = source.Take(frame);
  if (state) *state = read.state;
  return read.samples > 0 ? frame[0] : -1;
}

TEST(SharedSource, WhoJoinsLaterHearsTheSameAsTheOthers) {
  const TemporaryFolder folder;
  Room room(folder, 3'000, {});
  const auto first = room.Join();
  std::unique_ptr<SharedSource> second;
  for (int i = 0; i < 140; ++i) {
    if (i == 50) second = room.Join();
    room.Tick();
    const int heard = Hear(*first);
    EXPECT_EQ(heard, i * 20);
    if (second) {
      EXPECT_NEAR(Hear(*second), heard, 1) << i;
    }
  }
}

TEST(SharedSource, OneWhoDoesNotListenHindersNobody) {
  const TemporaryFolder folder;
  Room room(folder, 200, {.loops = session::PlayOptions::kForEver});
  const auto first = room.Join(), deaf = room.Join();
  for (int i = 0; i < 500; ++i) {
    room.Tick();
    ASSERT_EQ(Hear(*first), i % 10 * 20);
  }
  int frames = 0;
  while (Hear(*deaf) >= 0) ++frames;
  EXPECT_NEAR(frames, 125, 15);  // its 2.5 seconds
}

TEST(SharedSource, TheLastWhoLeavesEndsIt) {
  const TemporaryFolder folder;
  Room room(folder, 60'000, {});
  auto first = room.Join(), second = room.Join();
  room.Tick();
  first.reset();
  room.Tick();
  EXPECT_TRUE(room.alive);
  second.reset();
  room.Tick();
  EXPECT_FALSE(room.alive);
  EXPECT_EQ(room.Join(), nullptr);
}

TEST(SharedSource, AllHearItsEndOrItsFailure) {
  const TemporaryFolder folder;
  Room room(folder, 100, {});
  const auto first = room.Join(), second = room.Join();
  State one = State::kMore, two = State::kMore;
  for (int i = 0; i < 10; ++i) {
    room.Tick();
    Hear(*first, &one);
    Hear(*second, &two);
  }
  EXPECT_EQ(one, State::kEnded);
  EXPECT_EQ(two, State::kEnded);

  const auto missing = std::make_shared<SharedReader>("/nowhere/at/all", session::PlayOptions{});
  SharedSource listener(missing, missing->Join());
  EXPECT_FALSE(missing->Run(Instant{}));
  Hear(listener, &one);
  EXPECT_EQ(one, State::kFailed);
  EXPECT_EQ(std::string(listener.error()).substr(0, 6), "ENOENT");
}

}  // namespace
}  // namespace ossicle::media
