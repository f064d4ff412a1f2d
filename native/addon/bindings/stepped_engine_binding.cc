#include "addon/bindings/stepped_engine_binding.h"

#include <utility>

namespace ossicle::addon {
namespace {

media::SteppedEngine::Options ToOptions(const Napi::Value& value, const Napi::Value& seed) {
  media::SteppedEngine::Options options;
  options.bind = SocketAddress::Ipv4(192, 0, 2, 1, 0);  // RFC 5737: an address that is nobody's
  options.seed = static_cast<std::uint64_t>(std::max(0.0, ToDouble(seed)));
  if (!value.IsObject()) return options;
  const auto object = value.As<Napi::Object>();
  const Result<SocketAddress> bind = net::ParseAddress(ToText(object.Get("bindAddress")), 0);
  if (bind.ok()) options.bind = bind.value();
  options.rtp_port_min = ToPort(object.Get("rtpPortMin"));
  options.rtp_port_max = ToPort(object.Get("rtpPortMax"));
  return options;
}

double MillisecondsOf(Instant instant) { return ToMilliseconds(instant.time_since_epoch()); }

}  // namespace

SteppedEngineBinding::SteppedEngineBinding(const Napi::CallbackInfo& call)
    : EngineMethods(call), engine_(std::make_unique<media::SteppedEngine>(ToOptions(call[0], call[1]))) {}

Napi::Value SteppedEngineBinding::NowMs(Call call) {
  return Napi::Number::New(call.Env(), MillisecondsOf(engine_->now()));
}

void SteppedEngineBinding::SetNetwork(Call call) {
  engine_->network().SetConditions(
      {ToDuration(call[0]), ToDuration(call[1]), ToDouble(call[2]), ToDouble(call[3])});
}

void SteppedEngineBinding::Inject(Call call) {
  const Result<SocketAddress> from = net::ParseAddressAndPort(ToText(call[0]));
  const Result<SocketAddress> to = net::ParseAddressAndPort(ToText(call[1]));
  if (!Check(call.Env(), from.status()) || !Check(call.Env(), to.status())) return;
  if (!call[2].IsTypedArray() || call[2].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) return;
  const auto data = call[2].As<Napi::Uint8Array>();
  engine_->network().Send(from.value(), to.value(), {data.Data(), data.ElementLength()}, engine_->now());
}

Napi::Value SteppedEngineBinding::TakeStrays(Call call) {
  const Napi::Env env = call.Env();
  Napi::Array result = Napi::Array::New(env);
  std::uint32_t count = 0;
  for (const media::SimulatedNetwork::Stray& stray : engine_->network().TakeStrays()) {
    Napi::Object item = Napi::Object::New(env);
    const std::vector<std::uint8_t>& data = stray.packet.data;
    Napi::Uint8Array datagram = Napi::Uint8Array::New(env, data.size());
    std::copy(data.begin(), data.end(), datagram.Data());
    item.Set("from", net::FormatAddress(stray.packet.from));
    item.Set("to", net::FormatAddress(stray.packet.to));
    item.Set("atMs", MillisecondsOf(stray.arrival));
    item.Set("datagram", datagram);
    result[count++] = item;
  }
  return result;
}

void SteppedEngineBinding::Register(Napi::Env env, Napi::Object exports) {
  std::vector<Property> methods = Methods();
  methods.push_back(InstanceMethod("step", &SteppedEngineBinding::Step));
  methods.push_back(InstanceMethod("nowMs", &SteppedEngineBinding::NowMs));
  methods.push_back(InstanceMethod("setNetwork", &SteppedEngineBinding::SetNetwork));
  methods.push_back(InstanceMethod("inject", &SteppedEngineBinding::Inject));
  methods.push_back(InstanceMethod("takeStrays", &SteppedEngineBinding::TakeStrays));
  exports.Set("SteppedEngine", DefineClass(env, "SteppedEngine", methods));
}

}  // namespace ossicle::addon
