#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "core/spsc_queue.h"
#include "media/outbox.h"
#include "net/poller.h"

namespace ossicle::media {

/// One media thread: a SessionHost on an absolute wheel of 5 ms. Between slots it sleeps until a packet comes that is
/// relayed, which then leaves at once, or a command, which is carried out at once. Without sessions it sleeps until a
/// command comes.
///
/// A late thread serves the slots it owes one after the other, so that listeners miss nothing; beyond
/// kMaxCatchUp it lets them go. Each slot served a whole period late counts as a missed tick.
class MediaThread final : private PacketWatch {
 public:
  /// `inboxes`: one for the control thread (index 0) and one for each media thread (1 + its index), so that every
  /// queue has one producer.
  MediaThread(std::size_t inboxes, std::function<void()> wake_control);
  ~MediaThread() override;

  /// Gives it the others, to hand endpoints over to. Before Start.
  void SetPeers(std::vector<MediaThread*> peers, std::size_t own_index);
  void Start();
  void Stop();

  /// From the producer that owns inbox `from`; false when it is full.
  bool Post(std::size_t from, Command* command);

  Outbox& outbox() { return outbox_; }
  std::uint64_t missed_ticks() const { return missed_ticks_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kInboxCapacity = 4096;
  static constexpr Duration kMaxCatchUp = Milliseconds(200);

  void Loop();
  void RunCommands();
  void HandOver();
  void RunDueSlot();
  void SleepUntil(Instant deadline);
  void Relay(std::span<void* const> endpoints);
  bool Watch(HostedEndpoint& endpoint) override;
  void Unwatch(HostedEndpoint& endpoint) override;

  const std::function<void()> wake_control_;
  std::vector<std::unique_ptr<SpscQueue<Command*>>> inboxes_;
  std::vector<MediaThread*> peers_;
  std::size_t own_index_ = 0;
  Outbox outbox_;
  net::Poller poller_;
  std::atomic<bool> asleep_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> missed_ticks_{0};

  // The thread's own.
  SessionHost host_{this};
  std::vector<std::pair<std::size_t, Command*>> outgoing_;  // to other threads
  Instant next_slot_{};
  std::size_t slot_ = 0;
  std::thread thread_;
};

}  // namespace ossicle::media
