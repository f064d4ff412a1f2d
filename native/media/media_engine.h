#pragma once

#include <memory>
#include <vector>

#include "media/engine.h"
#include "media/media_thread.h"
#include "net/port_allocator.h"

namespace ossicle::media {

struct MediaEngineOptions {
  std::size_t threads = 0;  ///< 0: one per CPU core.
  SocketAddress bind;
  std::uint16_t rtp_port_min = 20'000;
  std::uint16_t rtp_port_max = 29'999;
};

/// The real engine: media threads and UDP sockets.
class MediaEngine final : public Engine {
 public:
  MediaEngine(const MediaEngineOptions& options, std::function<void()> wake_control);
  ~MediaEngine() override;

 private:
  Result<MadeTransport> MakeTransport() override;
  void ReleasePort(std::uint16_t port) override { ports_.Release(port); }
  bool Post(std::size_t host, Command* command) override { return threads_[host]->Post(0, command); }
  void CollectOutboxes() override;
  void CollectHostEvents() override;
  void StopHosts() override;
  void FreeHosts() override;
  double MissedTicks() const override;
  double EventsDropped() const override;

  net::PortAllocator ports_;
  std::vector<std::unique_ptr<MediaThread>> threads_;
  double missed_ticks_before_ = 0;  // of threads that were freed
  double events_dropped_before_ = 0;
};

}  // namespace ossicle::media
