#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "media/media_engine.h"
#include "udp_peer.h"

namespace ossicle::media {

inline session::EndpointConfig PcmuTo(std::uint16_t port, bool mux = true) {
  session::EndpointConfig config;
  if (port != 0) {
    config.remote_rtp = kLoopback.WithPort(port);
    config.remote_rtcp = kLoopback.WithPort(static_cast<std::uint16_t>(port + 1));
  }
  config.rtcp_mux = mux;
  config.format = {codec::Kind::kPcmu, 8000, 8000};
  config.payload_type = PayloadType{0};
  config.telephone_event = PayloadType{101};
  return config;
}

inline session::EndpointConfig OpusTo(std::uint16_t port) {
  session::EndpointConfig config = PcmuTo(port);
  config.format = {codec::Kind::kOpus, 48000, 48000};
  config.payload_type = PayloadType{111};
  return config;
}

/// An engine with the control thread's loop: drains when woken and counts events.
class EngineRig {
 public:
  explicit EngineRig(std::size_t threads, std::uint16_t first_port, std::uint16_t ports = 200)
      : engine_({.threads = threads,
                 .bind = kLoopback,
                 .rtp_port_min = first_port,
                 .rtp_port_max = static_cast<std::uint16_t>(first_port + ports - 1)},
                [this] { Wake(); }) {}

  MediaEngine& operator*() { return engine_; }
  MediaEngine* operator->() { return &engine_; }

  void Drain() {
    engine_.Drain([this](const session::Event& event) {
      ++counts_[static_cast<std::size_t>(event.type)];
      events.push_back(event);
    });
  }
  /// Drains until `done()` or for five seconds; whether it was done.
  template <typename Done>
  bool DrainUntil(Done done) {
    const Instant end = net::Now() + std::chrono::seconds(5);
    while (net::Now() < end) {
      Drain();
      if (done()) return true;
      std::unique_lock lock(mutex_);
      condition_.wait_for(lock, std::chrono::milliseconds(5), [this] { return woken_; });
      woken_ = false;
    }
    return false;
  }
  std::size_t count(session::EventType type) const { return counts_[static_cast<std::size_t>(type)]; }

  std::vector<session::Event> events;

 private:
  void Wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    condition_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
  std::array<std::size_t, 32> counts_{};
  MediaEngine engine_;
};

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = std::filesystem::temp_directory_path() /
            ("ossicle-media-" + std::to_string(::getpid()) + "-" + std::to_string(++count_));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

/// Bytes of samples that a WAV file of ours announces, after checking that it has them.
inline std::uint32_t AnnouncedBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  EXPECT_GE(bytes.size(), 44u) << path;
  if (bytes.size() < 44) return 0;
  std::uint32_t size = 0;
  for (int i = 3; i >= 0; --i) size = size << 8 | static_cast<std::uint8_t>(bytes[40 + static_cast<std::size_t>(i)]);
  EXPECT_GE(bytes.size(), 44u + size) << path;
  return size;
}

}  // namespace ossicle::media
