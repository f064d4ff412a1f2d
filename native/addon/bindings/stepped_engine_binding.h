#pragma once

#include <memory>

#include "addon/bindings/engine_methods.h"
#include "media/stepped_engine.h"

namespace ossicle::addon {

/// `SteppedEngine`: the same sessions on virtual time over a simulated network.
class SteppedEngineBinding final : public EngineMethods<SteppedEngineBinding> {
 public:
  explicit SteppedEngineBinding(const Napi::CallbackInfo& call);

  static void Register(Napi::Env env, Napi::Object exports);
  media::Engine& engine() { return *engine_; }

 private:
  friend class EngineMethods<SteppedEngineBinding>;

  void Step(Call call) { engine_->Step(ToDuration(call[0])); }
  Napi::Value NowMs(Call call);
  void SetNetwork(Call call);
  void Inject(Call call);
  Napi::Value TakeStrays(Call call);

  std::unique_ptr<media::SteppedEngine> engine_;
};

}  // namespace ossicle::addon
