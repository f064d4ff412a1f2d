#pragma once

#include <memory>

#include "addon/bindings/engine_methods.h"
#include "media/media_engine.h"

namespace ossicle::addon {

/// `MediaEngine`: media threads and sockets. Closed by `close()`, by the environment's end, or by the finaliser.
class MediaEngineBinding final : public EngineMethods<MediaEngineBinding> {
 public:
  explicit MediaEngineBinding(const Napi::CallbackInfo& call);
  ~MediaEngineBinding() override;

  static void Register(Napi::Env env, Napi::Object exports);
  media::Engine& engine() { return *engine_; }

 private:
  friend class EngineMethods<MediaEngineBinding>;
  /// Hides the one of EngineMethods: a closed engine also lets go of what it would wake.
  void Close(Call) { End(); }
  void End();
  /// Ends the threads before the environment they wake is gone.
  static void OnEnvironmentEnd(void* self);

  Napi::Env environment_;
  std::unique_ptr<EventBridge> bridge_;
  std::unique_ptr<media::MediaEngine> engine_;
};

}  // namespace ossicle::addon
