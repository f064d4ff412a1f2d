#pragma once

#include <vector>

#include "media/engine.h"
#include "media/simulated_network.h"

namespace ossicle::media {

/// The same sessions on virtual time over a simulated network, driven step by step from one thread: for tests.
class SteppedEngine final : public Engine {
 public:
  struct Options {
    SocketAddress bind;  ///< Where its endpoints live; the family must be given.
    std::uint16_t rtp_port_min = 20'000;
    std::uint16_t rtp_port_max = 59'999;
    std::uint64_t seed = 1;
  };

  explicit SteppedEngine(const Options& options);
  ~SteppedEngine() override;

  /// Lets `duration` pass (in slots of 5 ms).
  void Step(Duration duration);
  Instant now() const { return now_; }
  SimulatedNetwork& network() { return network_; }

 private:
  Result<MadeTransport> MakeTransport() override;
  void ReleasePort(std::uint16_t port) override;
  bool Post(std::size_t host, Command* command) override;
  void CollectOutboxes() override { CollectOutbox(outbox_); }
  void CollectHostEvents() override { CollectOutboxEvents(outbox_); }
  void StopHosts() override;
  double EventsDropped() const override { return static_cast<double>(outbox_.dropped()); }

  session::Tick TickNow();

  const Options options_;
  Instant now_;
  SimulatedNetwork network_;
  SessionHost host_;
  Outbox outbox_;
  std::size_t slot_ = 0;
  std::uint16_t next_port_;
  std::vector<std::uint16_t> free_ports_;
};

}  // namespace ossicle::media
