#include "addon/bindings/comfort_noise_binding.h"

#include "addon/unit_class.h"
#include "codec/comfort_noise.h"

namespace ossicle::addon {
namespace {

using codec::ComfortNoiseAnalyzer;
using codec::ComfortNoiseGenerator;

Result<std::unique_ptr<ComfortNoiseGenerator>> MakeGenerator(const UnitCall& call) {
  return std::make_unique<ComfortNoiseGenerator>(call.IntOption("sampleRateHz"),
                                                 static_cast<std::uint64_t>(call.Option("seed")));
}

napi_value Describe(const UnitCall& call, ComfortNoiseGenerator& generator) {
  const auto payload = call.Uint8(0);
  if (!payload) return call.Error(FrameError::kNotAView);
  const auto noise = codec::ParseComfortNoise(*payload);
  if (!noise.ok()) return call.Error(FrameError::kMalformed);
  generator.SetDescription(noise.value());
  return call.Count(0);
}

napi_value Generate(const UnitCall& call, ComfortNoiseGenerator& generator) {
  const auto out = call.Int16(0);
  if (!out) return call.Error(FrameError::kNotAView);
  generator.Generate(*out);
  return call.Count(out->size());
}

Result<std::unique_ptr<ComfortNoiseAnalyzer>> MakeAnalyzer(const UnitCall& call) {
  return std::make_unique<ComfortNoiseAnalyzer>(static_cast<std::size_t>(call.Option("order")));
}

napi_value Analyze(const UnitCall& call, ComfortNoiseAnalyzer& analyzer) {
  const auto frame = call.Int16(0);
  if (!frame) return call.Error(FrameError::kNotAView);
  if (frame->size() > kMaxFrameSamples) return call.Error(FrameError::kBadLength);
  analyzer.Analyze(*frame);
  return call.Count(frame->size());
}

napi_value Write(const UnitCall& call, ComfortNoiseAnalyzer& analyzer) {
  const auto out = call.Uint8(0);
  if (!out) return call.Error(FrameError::kNotAView);
  const std::size_t bytes = codec::WriteComfortNoise(analyzer.description(), *out);
  return bytes > 0 ? call.Count(bytes) : call.Error(FrameError::kTooShort);
}

}  // namespace

void RegisterComfortNoise(napi_env env, napi_value exports) {
  using Generator = UnitClass<ComfortNoiseGenerator, MakeGenerator>;
  using Analyzer = UnitClass<ComfortNoiseAnalyzer, MakeAnalyzer>;
  Generator::Register(
      env, exports, "ComfortNoiseGenerator",
      {Generator::FrameMethod<Describe>("describe"), Generator::FrameMethod<Generate>("process"), Generator::Reset()});
  Analyzer::Register(
      env, exports, "ComfortNoiseAnalyzer",
      {Analyzer::FrameMethod<Analyze>("process"), Analyzer::FrameMethod<Write>("write"), Analyzer::Reset()});
}

}  // namespace ossicle::addon
