#pragma once

#include <cstdint>

namespace ossicle::rtp {

/// Burst and gap figures of RFC 3611 section 4.7.2 over the places of a stream's packets in the order of their playout:
/// each was filled in time, or missed because its packet was lost or discarded. A burst begins and ends with a missed
/// place, has at least two, and nowhere kGmin filled ones in a row; all else is gap.
class BurstMetrics {
 public:
  static constexpr std::uint64_t kGmin = 16;

  void NoteFilled() { ++filled_since_; }
  void NoteMissed(std::uint64_t places);

  struct Figures {
    double burst_density = 0, gap_density = 0;  ///< Share of the places that were missed.
    double burst_places = 0, gap_places = 0;    ///< Mean length.
  };
  Figures figures() const;

 private:
  struct Period {
    std::uint64_t missed = 0, places = 0;
    void Add(const Period& other);
    double density() const { return places > 0 ? static_cast<double>(missed) / static_cast<double>(places) : 0; }
  };
  void CloseRun();

  Period bursts_, gaps_;
  Period run_;  ///< Of missed places with too few filled ones in between to be more than one burst.
  std::uint64_t burst_count_ = 0;
  std::uint64_t filled_since_ = 0;  ///< Places since the last that was missed.
};

}  // namespace ossicle::rtp
