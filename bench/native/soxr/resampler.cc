// libsoxr; QUALITY is its recipe, 4 (HQ) being its default.
#include "resampler_program.h"

#include <soxr.h>

namespace {

class Engine {
 public:
  using Fast = std::int16_t;
  Engine(int in_hz, int out_hz, int quality)
      : float_(Make(in_hz, out_hz, quality, SOXR_FLOAT32_I)), int_(Make(in_hz, out_hz, quality, SOXR_INT16_I)) {}
  ~Engine() {
    soxr_delete(float_);
    soxr_delete(int_);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  void Restart() { soxr_clear(int_); }

  std::size_t Process(const float* in, std::size_t count, float* out, std::size_t room) {
    return Run(float_, in, count, out, room);
  }
  std::size_t Process(const Fast* in, std::size_t count, Fast* out, std::size_t room) {
    return Run(int_, in, count, out, room);
  }

 private:
  static soxr_t Make(int in_hz, int out_hz, int quality, soxr_datatype_t type) {
    const soxr_io_spec_t io = soxr_io_spec(type, type);
    const soxr_quality_spec_t recipe = soxr_quality_spec(static_cast<unsigned long>(quality), 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    return soxr_create(in_hz, out_hz, 1, nullptr, &io, &recipe, &runtime);
  }
  static std::size_t Run(soxr_t state, const void* in, std::size_t count, void* out, std::size_t room) {
    std::size_t taken = 0, written = 0;
    soxr_process(state, in, count, &taken, out, room, &written);
    return written;
  }

  soxr_t float_, int_;
};

}  // namespace

int main(int argc, char** argv) { return bench::RunResampler<Engine>(argc, argv); }
