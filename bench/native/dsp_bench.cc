// What one frame costs in the dsp and codec layers: median, p99 in microseconds per 20 ms of one mono stream.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "codec/codec_registry.h"
#include "core/random.h"
#include "dsp/concealment.h"
#include "dsp/dtmf_detector.h"
#include "dsp/dtmf_generator.h"
#include "dsp/level_meter.h"
#include "dsp/mixer.h"
#include "dsp/resampler.h"
#include "dsp/activity_detector.h"

namespace {

using namespace ossicle;
using Clock = std::chrono::steady_clock;

constexpr int kBatches = 400;
constexpr int kFramesPerBatch = 50;

/// Speech-like enough for gates to open: noise whose level changes every 100 ms.
std::vector<Sample> Input(int rate_hz) {
  Random random(1);
  std::vector<Sample> out(FrameSamples(rate_hz) * kFramesPerBatch);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double level = i / (FrameSamples(rate_hz) * 5) % 2 == 0 ? 4000 : 300;
    out[i] = static_cast<Sample>(std::clamp(level * random.Gaussian(), -32768.0, 32767.0));
  }
  return out;
}

template <typename Work>
void Measure(const char* name, int rate_hz, Work work) {
  std::vector<Sample> input = Input(rate_hz);
  const std::size_t length = FrameSamples(rate_hz);
  std::vector<double> us;
  for (int batch = 0; batch < kBatches; ++batch) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < kFramesPerBatch; ++i) work(Samples(input).subspan(i * length, length));
    us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / kFramesPerBatch);
  }
  std::sort(us.begin(), us.end());
  std::printf("%-32s %6d Hz  median %8.3f us  p99 %8.3f us\n", name, rate_hz, us[us.size() / 2], us[us.size() * 99 / 100]);
}

void MeasureDsp(int rate_hz) {
  std::vector<Sample> out(kMaxFrameSamples);
  dsp::Mixer mixer({.sample_rate_hz = rate_hz, .frame_samples = FrameSamples(rate_hz)});
  const dsp::Mixer::InputId input = mixer.AddInput();
  Measure("mixer write + mix + read without", rate_hz, [&](Samples frame) {
    mixer.Write(input, frame);
    mixer.Mix();
    mixer.ReadWithout(input, Samples(out).first(frame.size()));
  });
  dsp::LevelMeter meter(rate_hz);
  Measure("level meter", rate_hz, [&](Samples frame) { meter.Process(frame); });
  dsp::ActivityDetector voice(rate_hz);
  Measure("voice detector", rate_hz, [&](Samples frame) { voice.Process(frame); });
  dsp::DtmfDetector dtmf(rate_hz);
  Measure("dtmf detector, loud noise", rate_hz, [&](Samples frame) { dtmf.Process(frame); });
  const std::vector<Sample> silence(FrameSamples(rate_hz));
  Measure("dtmf detector, silence", rate_hz, [&](Samples) { dtmf.Process(silence); });
  dsp::DtmfGenerator dialler(rate_hz);
  std::vector<Sample> dialled(FrameSamples(rate_hz));
  const auto dial = [&] {
    if (dialler.done()) dialler.Start("1590");
    dialler.Process(dialled);
  };
  Measure("dtmf generator", rate_hz, [&](Samples) { dial(); });
  Measure("dtmf generator + detector", rate_hz, [&](Samples) {
    dial();
    dtmf.Process(dialled);
  });
  dsp::Concealment concealment(rate_hz);
  Measure("concealment, no loss", rate_hz, [&](Samples frame) { concealment.Good(frame); });
  int index = 0;
  Measure("concealment, every 2nd lost", rate_hz, [&](Samples frame) {
    ++index % 2 == 0 ? concealment.Conceal(frame) : concealment.Good(frame);
  });
}

void MeasureResampler(int from_hz, int to_hz) {
  dsp::Resampler resampler(from_hz, to_hz);
  std::vector<Sample> out(kMaxFrameSamples);
  char name[64];
  std::snprintf(name, sizeof name, "resampler to %d", to_hz);
  Measure(name, from_hz, [&](Samples frame) { resampler.Process(frame, out); });
}

void MeasureCodec(codec::Kind kind, int rate_hz, const char* encode_name, const char* decode_name) {
  const auto encoder = std::move(codec::MakeEncoder(kind, rate_hz)).value();
  const auto decoder = std::move(codec::MakeDecoder(kind, rate_hz)).value();
  std::vector<Sample> out(kMaxFrameSamples);
  std::vector<std::uint8_t> packet(encoder->MaxPayloadBytes(FrameSamples(rate_hz)));
  std::size_t bytes = 0;
  Measure(encode_name, rate_hz, [&](Samples frame) { bytes = encoder->Encode(frame, packet).value(); });
  Measure(decode_name, rate_hz, [&](Samples) { (void)decoder->Decode(Bytes(packet).first(bytes), out); });
}

}  // namespace

int main() {
  for (const int rate_hz : {8000, 16000, 48000}) MeasureDsp(rate_hz);
  for (const auto& [from_hz, to_hz] : {std::pair{8000, 16000}, {16000, 8000}, {8000, 48000}, {48000, 8000}, {16000, 48000}})
    MeasureResampler(from_hz, to_hz);
  MeasureCodec(codec::Kind::kPcmu, 8000, "PCMU encode", "PCMU decode");
  MeasureCodec(codec::Kind::kPcma, 8000, "PCMA encode", "PCMA decode");
  MeasureCodec(codec::Kind::kOpus, 16000, "Opus encode", "Opus decode");
  MeasureCodec(codec::Kind::kOpus, 48000, "Opus encode", "Opus decode");
}
