#include "rtp/e_model.h"

#include <algorithm>
#include <cmath>

namespace ossicle::rtp {
namespace {

/// R with the default values of G.107 table 3: Ro - Is = 93.2 (G.107 clause 7.7).
constexpr double kDefaultR = 93.2;
constexpr double kMaxDelayMs = 10'000.0;

/// Idd, the impairment by pure delay (G.107 clause 7.4, equations for sT = 1 and mT = 100 ms).
double DelayImpairment(double one_way_delay_ms) {
  if (!(one_way_delay_ms > 100.0)) return 0.0;  // NaN too
  const double x = std::log2(std::min(one_way_delay_ms, kMaxDelayMs) / 100.0);
  const auto root = [](double value) { return std::pow(1.0 + std::pow(value, 6.0), 1.0 / 6.0); };
  return 25.0 * (root(x) - 3.0 * root(x / 3.0) + 2.0);
}

/// Ie,eff (G.107 clause 7.5).
double EquipmentImpairment(const EModelInput& input) {
  const double loss_percent = std::clamp(input.loss_ratio, 0.0, 1.0) * 100.0;
  if (!(loss_percent > 0.0)) return input.codec.equipment_impairment;
  const double burst_ratio = std::max(1.0, input.burst_ratio);
  const double share = loss_percent / (loss_percent / burst_ratio + input.codec.loss_robustness);
  return std::min(input.codec.equipment_impairment + (95.0 - input.codec.equipment_impairment) * share, 95.0);
}

/// Annex B of G.107. Its cubic dips below 1 for small R (at most to 0.99), so the bounds are applied.
double MosOf(double r) {
  if (r <= 0.0) return 1.0;
  if (r >= 100.0) return 4.5;
  return std::clamp(1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6, 1.0, 4.5);
}

}  // namespace

ConversationQuality EstimateQuality(const EModelInput& input) {
  const double r = kDefaultR - DelayImpairment(input.one_way_delay_ms) - EquipmentImpairment(input);
  return {.r_factor = std::clamp(r, 0.0, 100.0), .mos = MosOf(r)};
}

}  // namespace ossicle::rtp
