#include "rtp/burst_metrics.h"

namespace ossicle::rtp {

void BurstMetrics::Period::Add(const Period& other) {
  missed += other.missed;
  places += other.places;
}

void BurstMetrics::NoteMissed(std::uint64_t places) {
  if (places == 0) return;
  if (run_.missed == 0 || filled_since_ >= kGmin) {
    CloseRun();
    gaps_.places += filled_since_;
  } else {
    run_.places += filled_since_;
  }
  run_.Add({places, places});
  filled_since_ = 0;
}

void BurstMetrics::CloseRun() {
  if (run_.missed > 1) ++burst_count_;
  (run_.missed > 1 ? bursts_ : gaps_).Add(run_);
  run_ = {};
}

BurstMetrics::Figures BurstMetrics::figures() const {
  BurstMetrics whole = *this;
  whole.CloseRun();
  whole.gaps_.places += filled_since_;
  // A stream begins with a gap, and ends with one unless it ends in a burst.
  const bool ends_in_burst = run_.missed > 1 && filled_since_ == 0;
  const auto bursts = static_cast<double>(whole.burst_count_), gaps = bursts + (ends_in_burst ? 0 : 1);
  return {.burst_density = whole.bursts_.density(),
          .gap_density = whole.gaps_.density(),
          .burst_places = bursts > 0 ? static_cast<double>(whole.bursts_.places) / bursts : 0,
          .gap_places = static_cast<double>(whole.gaps_.places) / gaps};
}

}  // namespace ossicle::rtp
