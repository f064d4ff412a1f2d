// Our playout (jitter buffer, decoder, stretching, concealment) over the nine families of networks.
//   bench_jitter SEEDS SECONDS FIRST_SEED TICK_MS [BUDGET_PERCENT...]
#include "codec/g711_codec.h"
#include "jitter/listener.h"
#include "session/playout.h"

namespace {

using namespace ossicle;

rtp::JitterBufferConfig Config(double budget_percent) {
  rtp::JitterBufferConfig config;
  if (budget_percent <= 0) return config;
  const float factor = static_cast<float>(budget_percent / 100) / config.concealment_budget;
  config.concealment_budget *= factor;
  config.stretch_budget *= factor;
  return config;
}

class Ours final : public jitter::Listener {
 public:
  explicit Ours(double budget_percent)
      : playout_({}, std::make_unique<codec::G711Decoder>(codec::G711Law::kMu), {}, Config(budget_percent)) {}
  void Insert(const rtp::RtpPacket& packet, Instant arrival) override { playout_.Insert(packet, arrival); }
  void Pull(Instant now, Samples frame) override { (void)playout_.Pull(now, frame); }
  Counts counts() override {
    const session::Playout::Stats& stats = playout_.stats();
    return {static_cast<double>(stats.concealed_samples),
            static_cast<double>(stats.inserted_samples + stats.removed_samples)};
  }

 private:
  session::Playout playout_;
};

}  // namespace

int main(int argc, char** argv) {
  return jitter::MeasureAll(argc, argv, "ossicle", [](double point) { return std::make_unique<Ours>(point); });
}
