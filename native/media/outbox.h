#pragma once

#include <atomic>

#include "core/spsc_queue.h"
#include "media/command.h"

namespace ossicle::media {

/// The one road from a media thread back to the control thread: events and what is to be freed, in bounded rings.
/// Full policy for events: when three quarters are used, events that only inform (speech) are dropped; when all is
/// used, any event is. Drops are counted. Completions are limited by the engine, which never has more commands
/// under way than fit.
class Outbox final : public session::EventSink {
 public:
  static constexpr std::size_t kEvents = 8192;
  static constexpr std::size_t kCommandsUnderWay = 8192;
  static constexpr std::size_t kGoodbyes = 256;  // one that does not fit is dropped with its event

  Outbox() : events_(kEvents), goodbyes_(kGoodbyes), completions_(2 * kCommandsUnderWay) {}

  // The producing thread.
  void Emit(const session::Event& event) override;
  void EmitGoodbye(Handle endpoint, const session::GoodbyeDetails& details) override;
  void Retire(std::unique_ptr<session::Player> player) override;
  void Return(Command* command);
  /// Whether anything was put in since the last call.
  bool TakeDirty() { return std::exchange(dirty_, false); }

  // The control thread.
  bool Pop(session::Event& event) { return events_.Pop(event); }
  /// The details of a goodbye that was popped.
  bool Pop(session::GoodbyeDetails& details) { return goodbyes_.Pop(details); }
  bool Pop(Completion& completion) { return completions_.Pop(completion); }
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  SpscQueue<session::Event> events_;
  SpscQueue<session::GoodbyeDetails> goodbyes_;
  SpscQueue<Completion> completions_;
  std::atomic<std::uint64_t> dropped_{0};
  bool dirty_ = false;
};

}  // namespace ossicle::media
