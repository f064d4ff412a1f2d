#include "addon/event_bridge.h"

#include <utility>

#include "addon/args.h"

namespace ossicle::addon {

// Not Napi::ThreadSafeFunction: its own call into JavaScript ends the process when that fails, as it does for a wake-up
// still under way while the environment ends.
EventBridge::EventBridge(Napi::Env env, const Napi::Function& wake) {
  napi_create_threadsafe_function(env, wake, nullptr, Napi::String::New(env, "ossicle events"), 0, 1, nullptr, nullptr,
                                  nullptr, CallWake, &function_);
  napi_unref_threadsafe_function(env, function_);
}

EventBridge::~EventBridge() { Release(); }

void EventBridge::Release() {
  if (!std::exchange(released_, true)) napi_release_threadsafe_function(function_, napi_tsfn_abort);
}

void EventBridge::Wake() { napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking); }

void EventBridge::CallWake(napi_env env, napi_value wake, void* /*context*/, void* /*data*/) {
  if (env == nullptr || wake == nullptr) return;
  napi_value nothing = nullptr;
  napi_get_undefined(env, &nothing);
  if (napi_call_function(env, nothing, wake, 0, nullptr, nullptr) != napi_pending_exception) return;
  napi_value error = nullptr;
  if (napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
}

namespace {

/// The reason in the place of the text, the sources behind it.
void AddGoodbye(Napi::Array& tuple, const session::GoodbyeDetails& details) {
  Napi::Array ssrcs = Napi::Array::New(tuple.Env(), details.ssrc_count);
  for (std::uint32_t i = 0; i < details.ssrc_count; ++i)
    ssrcs[i] = Napi::Number::New(tuple.Env(), details.ssrcs[i]);
  tuple[4u] = Napi::String::New(tuple.Env(), details.reason.data(), details.reason_size);
  tuple[5u] = ssrcs;
}

}  // namespace

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
    if (event.type == session::EventType::kRtcpBye) AddGoodbye(tuple, engine.DetailsOf(event));
    events[count++] = tuple;
  });
  return events;
}

}  // namespace ossicle::addon
