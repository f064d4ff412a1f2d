// speexdsp's jitter buffer over the nine families of networks, with our decoder and concealment behind it: it has none.
//   bench_speexdsp_jitter SEEDS SECONDS FIRST_SEED TICK_MS [LATE_COST...]
#include <speex/speex_jitter.h>

#include <array>

#include "codec/g711_codec.h"
#include "dsp/concealment.h"
#include "jitter/listener.h"

namespace {

using namespace ossicle;

class Speex final : public jitter::Listener {
 public:
  explicit Speex(int late_cost) : buffer_(jitter_buffer_init(160)), concealment_(jitter::kRate) {
    if (late_cost > 0) jitter_buffer_ctl(buffer_, JITTER_BUFFER_SET_LATE_COST, &late_cost);
  }
  ~Speex() override { jitter_buffer_destroy(buffer_); }
  void Insert(const rtp::RtpPacket& packet, Instant) override {
    const JitterBufferPacket in{.data = reinterpret_cast<char*>(const_cast<std::uint8_t*>(packet.payload.data())),
                                .len = static_cast<spx_uint32_t>(packet.payload.size()),
                                .timestamp = packet.timestamp,
                                .span = 160,
                                .sequence = packet.sequence_number,
                                .user_data = 0};
    jitter_buffer_put(buffer_, &in);
  }
  void Pull(Instant, Samples frame) override {
    for (Sample& sample : frame) {
      if (at_ == queue_.size()) Next();
      sample = queue_[at_++];
    }
  }
  Counts counts() override { return {concealed_, 0}; }

 private:
  void Next() {
    std::array<std::uint8_t, 1500> payload;
    JitterBufferPacket out{};
    out.data = reinterpret_cast<char*>(payload.data());
    out.len = payload.size();
    spx_int32_t offset = 0;
    if (jitter_buffer_get(buffer_, &out, 160, &offset) == JITTER_BUFFER_OK && out.len == queue_.size()) {
      codec::DecodeMuLaw(Bytes(payload).first(queue_.size()), queue_);
      concealment_.Good(queue_);
    } else {
      concealment_.Conceal(queue_);
      concealed_ += static_cast<double>(queue_.size());
    }
    jitter_buffer_tick(buffer_);
    at_ = 0;
  }

  JitterBuffer* buffer_;
  dsp::Concealment concealment_;
  std::array<Sample, 160> queue_{};
  std::size_t at_ = 160;
  double concealed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  return jitter::MeasureAll(argc, argv, "speexdsp",
                            [](double point) { return std::make_unique<Speex>(static_cast<int>(point)); });
}
