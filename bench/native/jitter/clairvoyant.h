// What could have been done by one who knew every arrival. A playout delay for each packet, on a grid of 2.5 ms, that
// changes by at most a step from packet to packet, chosen by dynamic programming: the least mean delay at a given share
// of concealment, with at most 2 % of the audio stretched. A packet that is not here at the tick which plays its first
// sample is concealed until it is, at most for its length; what is lost costs everyone the same.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "jitter/network.h"

namespace jitter {

class Clairvoyant {
 public:
  struct Schedule {
    double delay_ms = 0, concealed = 0, stretched = 0;
  };

  Clairvoyant(const Trace& trace, double tick_ms, double first_ms) : packets_(trace.size()) {
    late_.resize(packets_ * kLevels);
    choice_.resize(packets_ * kLevels);
    for (std::size_t n = 0; n < packets_; ++n) {
      for (std::size_t level = 0; level < kLevels; ++level) {
        const double due = trace[n].sent_ms + static_cast<double>(level) * kStepMs;
        const double tick = first_ms + std::floor((due - first_ms) / tick_ms) * tick_ms;
        const double late = trace[n].arrival_ms ? *trace[n].arrival_ms - tick : kPacketMs;
        late_[n * kLevels + level] = static_cast<float>(std::clamp(late, 0.0, kPacketMs));
      }
    }
  }

  /// The schedule whose concealment comes nearest to `share` from below; lost packets are concealed at any rate.
  Schedule At(double share) {
    double low = 0, high = 1e6;  // ms of delay that a packet's worth of concealment is
    Schedule best = WithinStretch(high);
    share = std::max(share, best.concealed);
    for (int round = 0; round < 12; ++round) {
      const double middle = std::sqrt(std::max(low, 0.1) * high);
      const Schedule schedule = WithinStretch(middle);
      if (schedule.concealed <= share) {
        best = schedule;
        high = middle;
      } else {
        low = middle;
      }
    }
    return best;
  }

 private:
  static constexpr double kStepMs = 2.5, kMostStretched = 0.02;
  static constexpr std::size_t kLevels = 161;  // 400 ms

  Schedule WithinStretch(double conceal_cost) {
    Schedule best = Solve(conceal_cost, 0);
    if (best.stretched <= kMostStretched) return best;
    double low = 0, high = 1000;
    best = Solve(conceal_cost, high);
    for (int round = 0; round < 8; ++round) {
      const double middle = std::sqrt(std::max(low, 0.1) * high);
      const Schedule schedule = Solve(conceal_cost, middle);
      const bool within = schedule.stretched <= kMostStretched;
      (within ? high : low) = middle;
      if (within) best = schedule;
    }
    return best;
  }

  Schedule Solve(double conceal_cost, double step_cost) {
    std::vector<float> cost(kLevels), next(kLevels);
    for (std::size_t n = 0; n < packets_; ++n) {
      for (std::size_t level = 0; level < kLevels; ++level) {
        std::size_t from = level;
        float least = n == 0 ? 0 : cost[level];
        for (const std::size_t other : {level - 1, level + 1}) {
          if (n == 0 || other >= kLevels || cost[other] + static_cast<float>(step_cost) >= least) continue;
          least = cost[other] + static_cast<float>(step_cost);
          from = other;
        }
        choice_[n * kLevels + level] = static_cast<std::uint8_t>(from);
        next[level] = least + static_cast<float>(static_cast<double>(level) * kStepMs) +
                      static_cast<float>(conceal_cost / kPacketMs) * late_[n * kLevels + level];
      }
      std::swap(cost, next);
    }
    return Follow(static_cast<std::size_t>(std::min_element(cost.begin(), cost.end()) - cost.begin()));
  }

  Schedule Follow(std::size_t level) const {
    Schedule sum;
    for (std::size_t n = packets_; n-- > 0;) {
      sum.delay_ms += static_cast<double>(level) * kStepMs;
      sum.concealed += late_[n * kLevels + level] / kPacketMs;
      const std::size_t from = choice_[n * kLevels + level];
      if (from != level) sum.stretched += kStepMs / kPacketMs;
      level = from;
    }
    const auto count = static_cast<double>(packets_);
    return {sum.delay_ms / count, sum.concealed / count, sum.stretched / count};
  }

  std::size_t packets_;
  std::vector<float> late_;  // ms concealed, by packet and level
  std::vector<std::uint8_t> choice_;
};

}  // namespace jitter
