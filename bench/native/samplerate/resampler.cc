// libsamplerate, which takes floats alone; QUALITY is its converter: 1 (SINC_MEDIUM_QUALITY) or 2 (SINC_FASTEST).
#include "resampler_program.h"

#include <samplerate.h>

namespace {

class Engine {
 public:
  using Fast = float;
  Engine(int in_hz, int out_hz, int quality) : state_(src_new(quality, 1, nullptr)), ratio_(double(out_hz) / in_hz) {}
  ~Engine() { src_delete(state_); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  void Restart() { src_reset(state_); }

  std::size_t Process(const float* in, std::size_t count, float* out, std::size_t room) {
    SRC_DATA data{};
    data.data_in = in;
    data.data_out = out;
    data.input_frames = static_cast<long>(count);
    data.output_frames = static_cast<long>(room);
    data.src_ratio = ratio_;
    src_process(state_, &data);
    return static_cast<std::size_t>(data.output_frames_gen);
  }

 private:
  SRC_STATE* state_;
  double ratio_;
};

}  // namespace

int main(int argc, char** argv) { return bench::RunResampler<Engine>(argc, argv); }
