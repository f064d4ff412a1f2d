#include "media/file_worker.h"

#include <gtest/gtest.h>

#include <atomic>

#include "engine_rig.h"
#include "media/file_sink.h"
#include "media/file_source.h"

namespace ossicle::media {
namespace {

class CountingJob final : public FileJob {
 public:
  explicit CountingJob(int rounds) : left_(rounds) {}
  bool Run(Instant) override { return ++runs, --left_ > 0; }
  std::atomic<int> runs{0};

 private:
  int left_;
};

std::unique_ptr<RecordingFile> NewWav(const std::string& path) {
  return std::make_unique<RecordingFile>(path, AudioFormat{8000, 1});
}

TEST(FileWorker, RunsEachJobUntilItIsOver) {
  FileWorker worker([] {});
  const auto three = std::make_shared<CountingJob>(3), one = std::make_shared<CountingJob>(1);
  worker.Add(three);
  worker.Add(one);
  EXPECT_TRUE(worker.RunOnce(Instant{}));
  EXPECT_TRUE(worker.RunOnce(Instant{}));
  EXPECT_FALSE(worker.RunOnce(Instant{}));
  EXPECT_FALSE(worker.RunOnce(Instant{}));
  EXPECT_EQ(three->runs, 3);
  EXPECT_EQ(one->runs, 1);
}

TEST(FileWorker, OnItsThreadItWakesForAJobAndStopsTwice) {
  FileWorker worker([] {});
  worker.Start();
  const auto job = std::make_shared<CountingJob>(4);
  worker.Add(job);
  for (int i = 0; i < 500 && job->runs < 4; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_EQ(job->runs, 4);
  const auto late = std::make_shared<CountingJob>(100);
  worker.Add(late);
  worker.Stop();
  EXPECT_GE(late->runs, 1);
  worker.Stop();
}

TEST(FileSink, AFloodThatTheRingCannotHoldKeepsItsLength) {
  const TemporaryFolder folder;
  Outbox outbox;
  FileSink sink(Handle{1}, NewWav(folder.file("flood.wav")), outbox);
  sink.Begin();
  const std::vector<Sample> second(8000, 1000);
  for (int i = 0; i < 5; ++i) sink.Write(second, outbox);
  sink.Finish(false);
  EXPECT_FALSE(sink.Run(Instant{}));
  session::Event event;
  ASSERT_TRUE(outbox.Pop(event));
  EXPECT_EQ(event.type, session::EventType::kRecordingStarted);
  ASSERT_TRUE(outbox.Pop(event));
  EXPECT_EQ(event.a, 5000);
  EXPECT_EQ(AnnouncedBytes(folder.file("flood.wav")), 80'000u);
}

TEST(FileSink, TheHeaderIsTrueOnceASecond) {
  const TemporaryFolder folder;
  Outbox outbox;
  FileSink sink(Handle{1}, NewWav(folder.file("live.wav")), outbox);
  EXPECT_TRUE(sink.Run(Instant{}));
  EXPECT_EQ(AnnouncedBytes(folder.file("live.wav")), 0u);
  const std::vector<Sample> frame(160, 1000);
  for (int i = 0; i < 75; ++i) {
    sink.Write(frame, outbox);
    EXPECT_TRUE(sink.Run(Instant{}));
  }
  EXPECT_EQ(AnnouncedBytes(folder.file("live.wav")), 16'000u);
}

TEST(FileReader, WhoeverStopsListeningEndsTheJob) {
  const auto reader = std::make_shared<FileReader>("/nowhere", 8000, session::PlayOptions{});
  { const FileSource source(reader); }
  EXPECT_FALSE(reader->Run(Instant{}));
  EXPECT_EQ(reader->error(), nullptr);
}

}  // namespace
}  // namespace ossicle::media
