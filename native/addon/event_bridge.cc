#include "addon/event_bridge.h"

#include <utility>

#include "addon/args.h"

namespace ossicle::addon {

EventBridge::EventBridge(Napi::Env env, const Napi::Function& wake)
    : function_(Napi::ThreadSafeFunction::New(env, wake, "ossicle events", 0, 1)) {
  function_.Unref(env);
}

EventBridge::~EventBridge() { Release(); }

void EventBridge::Release() {
  if (!std::exchange(released_, true)) function_.Abort();
}

void EventBridge::Wake() { function_.NonBlockingCall(); }

Napi::Array DrainEvents(Napi::Env env, media::Engine& engine) {
  Napi::Array events = Napi::Array::New(env);
  std::uint32_t count = 0;
  engine.Drain([&](const session::Event& event) {
    Napi::Array tuple = Napi::Array::New(env, 5);
    tuple[0u] = Napi::Number::New(env, static_cast<double>(event.type));
    tuple[1u] = FromHandle(env, event.subject);
    tuple[2u] = Napi::Number::New(env, event.a);
    tuple[3u] = Napi::Number::New(env, event.b);
    tuple[4u] = Napi::String::New(env, event.text);
    events[count++] = tuple;
  });
  return events;
}

}  // namespace ossicle::addon
