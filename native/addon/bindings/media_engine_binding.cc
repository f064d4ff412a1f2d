#include "addon/bindings/media_engine_binding.h"

namespace ossicle::addon {
namespace {

/// The range is checked by TypeScript; an address that is none binds to all interfaces only if it is empty.
Result<media::MediaEngineOptions> ToOptions(const Napi::Value& value) {
  if (!value.IsObject()) return Status(StatusCode::kInvalidArgument, "the engine options are not an object");
  const auto object = value.As<Napi::Object>();
  const Result<SocketAddress> bind = net::ParseAddress(ToText(object.Get("bindAddress")), 0);
  if (!bind.ok()) return bind.status();
  media::MediaEngineOptions options;
  options.threads = static_cast<std::size_t>(std::clamp(ToInt(object.Get("threads")), 0, 256));
  options.bind = bind.value();
  options.rtp_port_min = ToPort(object.Get("rtpPortMin"));
  options.rtp_port_max = ToPort(object.Get("rtpPortMax"));
  return options;
}

}  // namespace

MediaEngineBinding::MediaEngineBinding(const Napi::CallbackInfo& call)
    : EngineMethods(call), environment_(call.Env()) {
  const Result<media::MediaEngineOptions> options = ToOptions(call[0]);
  // Made in any case: every method and the finaliser may rely on it.
  bridge_ = std::make_unique<EventBridge>(call.Env(), call[1].IsFunction() ? call[1].As<Napi::Function>()
                                                                          : Napi::Function::New(call.Env(), [](Call) {}));
  engine_ = std::make_unique<media::MediaEngine>(options.ok() ? options.value() : media::MediaEngineOptions{},
                                                 [bridge = bridge_.get()] { bridge->Wake(); });
  napi_add_env_cleanup_hook(call.Env(), OnEnvironmentEnd, this);
  Check(call.Env(), options.status());
}

MediaEngineBinding::~MediaEngineBinding() {
  napi_remove_env_cleanup_hook(environment_, OnEnvironmentEnd, this);
  End();
}

void MediaEngineBinding::End() {
  engine_->Close();  // before the bridge goes that its threads wake
  bridge_->Release();
}

void MediaEngineBinding::OnEnvironmentEnd(void* self) { static_cast<MediaEngineBinding*>(self)->End(); }

void MediaEngineBinding::Register(Napi::Env env, Napi::Object exports) {
  exports.Set("MediaEngine", DefineClass(env, "MediaEngine", Methods()));
}

}  // namespace ossicle::addon
