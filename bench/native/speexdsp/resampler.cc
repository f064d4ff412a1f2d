// Bare speexdsp; QUALITY is its own, 0 to 10.
#include "resampler_program.h"

#include <speex/speex_resampler.h>

namespace {

class Engine {
 public:
  using Fast = std::int16_t;
  Engine(int in_hz, int out_hz, int quality)
      : state_(speex_resampler_init(1, static_cast<unsigned>(in_hz), static_cast<unsigned>(out_hz), quality, nullptr)) {}
  ~Engine() { speex_resampler_destroy(state_); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  void Restart() { speex_resampler_reset_mem(state_); }

  std::size_t Process(const float* in, std::size_t count, float* out, std::size_t room) {
    auto in_count = static_cast<spx_uint32_t>(count), out_count = static_cast<spx_uint32_t>(room);
    speex_resampler_process_float(state_, 0, in, &in_count, out, &out_count);
    return out_count;
  }
  std::size_t Process(const Fast* in, std::size_t count, Fast* out, std::size_t room) {
    auto in_count = static_cast<spx_uint32_t>(count), out_count = static_cast<spx_uint32_t>(room);
    speex_resampler_process_int(state_, 0, in, &in_count, out, &out_count);
    return out_count;
  }

 private:
  SpeexResamplerState* state_;
};

}  // namespace

int main(int argc, char** argv) { return bench::RunResampler<Engine>(argc, argv); }
