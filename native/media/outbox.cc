#include "media/outbox.h"

namespace ossicle::media {
namespace {

bool OnlyInforms(session::EventType type) {
  return type == session::EventType::kSpeechStarted || type == session::EventType::kSpeechEnded;
}

}  // namespace

void Outbox::Emit(const session::Event& event) {
  dirty_ = true;
  const bool crowded = events_.free_space() < kEvents / 4;
  if ((crowded && OnlyInforms(event.type)) || !events_.Push(event)) dropped_.fetch_add(1, std::memory_order_relaxed);
}

void Outbox::EmitGoodbye(Handle endpoint, const session::GoodbyeDetails& details) {
  dirty_ = true;
  if (events_.free_space() == 0 || !goodbyes_.Push(details)) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  (void)events_.Push(session::Event{session::EventType::kRtcpBye, endpoint});
}

void Outbox::Retire(std::unique_ptr<session::Player> player) {
  dirty_ = true;
  // Half the ring is kept for commands; without room the player is freed right here, which only costs time.
  if (completions_.free_space() > kCommandsUnderWay && completions_.Push({nullptr, player.get()}))
    (void)player.release();
}

void Outbox::Return(Command* command) {
  dirty_ = true;
  completions_.Push({command, nullptr});
}

}  // namespace ossicle::media
