#pragma once

#include <array>
#include <atomic>
#include <cstdio>
#include <string>
#include <vector>

#include "core/spsc_queue.h"
#include "media/endpoint_numbers.h"
#include "media/file_job.h"
#include "session/event.h"
#include "session/packet_sink.h"

namespace ossicle::media {

/// A capture file being recorded. The media thread writes packets into a bounded queue; the file worker empties it and
/// writes whole records, so that the file is valid at every moment, and reports once a second how many, and
/// the end.
class PcapSink final : public session::PacketSink, public FileJob {
 public:
  struct Options {
    std::size_t queue_packets = 1000;
    bool sent_too = false;
  };
  PcapSink(Handle recording, std::string path, const Options& options, session::EventSink& events);
  ~PcapSink() override;

  // Media thread.
  bool sent_too() const override { return options_.sent_too; }
  void Begin() override { begun_.store(true, std::memory_order_release); }
  void Write(const session::RecordedPacket& packet) override;
  void Forget(Handle endpoint) override;
  void Finish(bool closed) override;

  bool Run(Instant now) override;  // file worker

 private:
  static constexpr std::size_t kQueueBytesPerPacket = 256;
  static constexpr std::size_t kBatchBytes = std::size_t{1} << 16;

  /// What stands in the queue before each packet. One without bytes says that the endpoint is gone.
  struct Head {
    std::uint64_t endpoint;
    std::int64_t wall_clock_us;
    std::uint32_t bytes;
    std::uint32_t sent;
  };

  bool Enqueue(const Head& head, Bytes first, Bytes second);
  bool Open(Instant now);
  void Announce();
  bool Drain();
  void Append(const Head& head, Bytes packet);
  bool WriteBatch();
  bool Fail();
  void Count();
  void CountOnceASecond();
  void Report(session::RecordingEnd end, const char* text);

  const Handle recording_;
  const std::string path_;
  const Options options_;
  session::EventSink& events_;  // the file worker's

  SpscQueue<std::uint8_t> queue_;
  std::atomic<std::size_t> queued_{0};  // packets
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<bool> begun_{false};
  std::atomic<bool> finished_{false};
  std::atomic<bool> closed_{false};
  std::atomic<bool> failed_{false};
  std::array<std::uint8_t, sizeof(Head) + kMaxDatagramBytes> outgoing_;  // media thread

  // The file worker's own.
  std::FILE* file_ = nullptr;
  bool announced_ = false;
  std::array<std::uint8_t, kMaxDatagramBytes> incoming_;
  std::vector<std::uint8_t> batch_;
  std::uint64_t batch_packets_ = 0;
  std::uint64_t packets_ = 0;     // in the file
  std::uint64_t told_packets_ = 0;
  Instant told_{};
  std::uint64_t file_bytes_ = 0;  // of whole records
  std::int64_t last_wall_clock_us_ = 0;
  EndpointNumbers numbers_;
  Instant began_{}, now_{};
};

}  // namespace ossicle::media
