#include "addon/bindings/spectrum_analyzer_binding.h"

#include <algorithm>

#include "addon/unit_class.h"
#include "dsp/spectrum_analyzer.h"

namespace ossicle::addon {
namespace {

using dsp::SpectrumAnalyzer;

Result<std::unique_ptr<SpectrumAnalyzer>> Make(const UnitCall& call) {
  return std::make_unique<SpectrumAnalyzer>(static_cast<std::size_t>(call.Option("windowSamples")),
                                            static_cast<std::size_t>(call.Option("hopSamples")));
}

template <typename T>
napi_value ProcessSpan(const UnitCall& call, SpectrumAnalyzer& analyzer, std::span<T> frame) {
  const auto out = call.Float32(1);
  if (!out) return call.Error(FrameError::kNotAView);
  if (out->size() < analyzer.SpectraFor(frame.size()) * analyzer.bins()) return call.Error(FrameError::kTooShort);
  if (Overlap(frame, *out)) return call.Error(FrameError::kOverlap);
  return call.Count(analyzer.Process(std::span<const T>(frame), *out));
}

napi_value Process(const UnitCall& call, SpectrumAnalyzer& analyzer) {
  if (const auto frame = call.Int16(0)) return ProcessSpan(call, analyzer, *frame);
  if (const auto frame = call.Float32(0)) return ProcessSpan(call, analyzer, *frame);
  return call.Error(FrameError::kNotAView);
}

napi_value SpectraFor(const UnitCall& call, SpectrumAnalyzer& analyzer) {
  return call.Count(analyzer.SpectraFor(static_cast<std::size_t>(std::max(call.Int(0), 0))));
}

napi_value NonFiniteSamples(const UnitCall& call, SpectrumAnalyzer& analyzer) {
  return call.Number(static_cast<double>(analyzer.non_finite_samples()));
}

}  // namespace

void RegisterSpectrumAnalyzer(napi_env env, napi_value exports) {
  using Class = UnitClass<SpectrumAnalyzer, Make>;
  Class::Register(env, exports, "SpectrumAnalyzer",
                  {Class::FrameMethod<Process>("process"), Class::Method<SpectraFor>("spectraFor"),
                   Class::Method<NonFiniteSamples>("nonFiniteSamples"), Class::Reset()});
}

}  // namespace ossicle::addon
