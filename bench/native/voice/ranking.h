#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace ossicle::bench {

/// Area under the receiver operating characteristic: how often a frame of speech scores above one without. Ties count
/// half.
inline double AreaUnderCurve(std::vector<std::pair<float, bool>> scored) {
  std::sort(scored.begin(), scored.end());
  double rank_sum = 0, positives = 0;
  for (std::size_t i = 0; i < scored.size();) {
    std::size_t end = i;
    while (end < scored.size() && scored[end].first == scored[i].first) ++end;
    const double rank = (static_cast<double>(i) + static_cast<double>(end) + 1) / 2;
    for (; i < end; ++i)
      if (scored[i].second) rank_sum += rank, ++positives;
  }
  const double negatives = static_cast<double>(scored.size()) - positives;
  if (positives == 0 || negatives == 0) return 0;
  return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

/// Harmonic mean of precision and recall at the threshold 0.5.
inline double FScore(const std::vector<std::pair<float, bool>>& scored) {
  double hits = 0, false_alarms = 0, misses = 0;
  for (const auto& [score, speech] : scored) {
    if (score >= 0.5f && speech) ++hits;
    if (score >= 0.5f && !speech) ++false_alarms;
    if (score < 0.5f && speech) ++misses;
  }
  return hits == 0 ? 0 : 2 * hits / (2 * hits + false_alarms + misses);
}

}  // namespace ossicle::bench
