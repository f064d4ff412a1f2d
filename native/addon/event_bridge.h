#pragma once

#include <napi.h>

#include "media/engine.h"

namespace ossicle::addon {

/// The one road back to JavaScript: wakes the JavaScript thread once for any number of waiting events. It does not
/// keep the process alive.
class EventBridge {
 public:
  EventBridge(Napi::Env env, const Napi::Function& wake);
  ~EventBridge();
  EventBridge(const EventBridge&) = delete;
  EventBridge& operator=(const EventBridge&) = delete;

  /// Any thread; never blocks.
  void Wake();

  /// JavaScript thread, when nobody wakes any more: lets go of the function, and with it of all that it holds alive.
  void Release();

 private:
  static void CallWake(napi_env env, napi_value wake, void* context, void* data);

  napi_threadsafe_function function_ = nullptr;
  bool released_ = false;
};

/// Takes every waiting event out of `engine` as `[type, subject, a, b, text]` tuples.
Napi::Array DrainEvents(Napi::Env env, media::Engine& engine);

}  // namespace ossicle::addon
