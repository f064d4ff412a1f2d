#include "media/media_thread.h"

#include "net/clock.h"
#include "net/thread_priority.h"

namespace ossicle::media {

MediaThread::MediaThread(std::size_t inboxes, std::function<void()> wake_control)
    : wake_control_(std::move(wake_control)) {
  for (std::size_t i = 0; i < inboxes; ++i) inboxes_.push_back(std::make_unique<SpscQueue<Command*>>(kInboxCapacity));
  outgoing_.reserve(64);
}

MediaThread::~MediaThread() { Stop(); }

void MediaThread::SetPeers(std::vector<MediaThread*> peers, std::size_t own_index) {
  peers_ = std::move(peers);
  own_index_ = own_index;
}

void MediaThread::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void MediaThread::Stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  poller_.Wake();
  thread_.join();
}

bool MediaThread::Post(std::size_t from, Command* command) {
  if (!inboxes_[from]->Push(command)) return false;
  // Pairs with SleepUntil: both exchange, so one of the two sees what the other did before.
  if (asleep_.exchange(false, std::memory_order_acq_rel)) poller_.Wake();
  return true;
}

void MediaThread::Loop() {
  net::RaiseThreadPriority();
  next_slot_ = net::Now();
  while (!stopping_.load(std::memory_order_acquire)) {
    RunCommands();
    HandOver();
    if (outbox_.TakeDirty()) wake_control_();
    if (host_.idle() && outgoing_.empty()) {
      SleepUntil(Instant::max());
      next_slot_ = net::Now();
      continue;
    }
    SleepUntil(next_slot_);
    RunDueSlot();
  }
}

void MediaThread::RunCommands() {
  const session::Tick tick{net::Now(), net::WallClock(), outbox_};
  for (const auto& inbox : inboxes_) {
    Command* command = nullptr;
    while (inbox->Pop(command)) {
      const std::optional<std::size_t> next = command->Execute(host_, tick);
      if (next)
        outgoing_.emplace_back(*next, command);
      else
        outbox_.Return(command);
    }
  }
}

void MediaThread::HandOver() {
  std::erase_if(outgoing_, [&](const auto& entry) {
    const auto& [peer, command] = entry;
    return peers_[peer]->Post(1 + own_index_, command);
  });
}

/// One slot, however many are owed: commands come in between, or a thread with too much to do would never be told to
/// do less.
void MediaThread::RunDueSlot() {
  const session::Tick tick{net::Now(), net::WallClock(), outbox_};
  if (next_slot_ > tick.now) return;
  const Duration late = tick.now - next_slot_;
  if (late >= kFrameDuration && !host_.SlotIsEmpty(slot_)) missed_ticks_.fetch_add(1, std::memory_order_relaxed);
  if (late <= kMaxCatchUp) {
    host_.DeliverAtOnce(tick);
    host_.RunSlot(slot_, tick);
  }
  slot_ = (slot_ + 1) % SessionHost::kSlots;
  next_slot_ += SessionHost::kSlotDuration;
}

/// Relays what comes meanwhile; not until the deadline if something comes.
void MediaThread::SleepUntil(Instant deadline) {
  asleep_.exchange(true, std::memory_order_acq_rel);
  bool waiting = stopping_.load(std::memory_order_acquire);
  for (const auto& inbox : inboxes_) waiting |= inbox->size() > 0;
  const std::span<void* const> ready = poller_.Wait(waiting ? Instant{} : deadline);
  asleep_.store(false, std::memory_order_relaxed);
  if (!ready.empty()) Relay(ready);
}

void MediaThread::Relay(std::span<void* const> endpoints) {
  const session::Tick tick{net::Now(), net::WallClock(), outbox_};
  for (void* token : endpoints) host_.DeliverWatched(*static_cast<const HostedEndpoint*>(token), tick);
}

bool MediaThread::Watch(HostedEndpoint& endpoint) {
  const net::UdpSocket* socket = endpoint.transport->rtp_socket();
  return socket && poller_.Watch(*socket, &endpoint);
}

void MediaThread::Unwatch(HostedEndpoint& endpoint) { poller_.Unwatch(*endpoint.transport->rtp_socket()); }

}  // namespace ossicle::media
