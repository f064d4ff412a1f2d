#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/decimation.h"
#include "dsp/real_fft.h"

namespace ossicle::dsp {

/// Lines that sound together. Those closer than kSpacingHz cannot be told apart in one block: they count as one line in
/// their middle, whose amplitude goes up and down.
struct ToneLines {
  static constexpr std::size_t kMost = 4;
  static constexpr float kSpacingHz = 36;

  std::array<float, kMost> hz{};  ///< Rising.
  std::size_t count = 0;

  /// Puts a line in its place; lines beyond kMost are dropped.
  void Add(float line_hz);
  /// As many lines, each within `tolerance_hz` of the other's.
  bool Near(const ToneLines& other, float tolerance_hz) const;
};

/// Spectrum of the last 64 ms of audio at 8 kHz every 10 ms (Hann window), and the lines in it. Remembers some of the
/// past, so that what turns out to be a tone can be measured back to its beginning.
class LineSpectrum {
 public:
  static constexpr std::size_t kHopSamples = 80;
  static constexpr std::size_t kBlockSamples = 512;
  static constexpr std::size_t kPast = 32;  ///< Blocks remembered.

  LineSpectrum();

  /// The hop that comes next.
  void Take(std::span<const float, kHopSamples> hop);
  void Reset();

  /// What stands out in the newest block, 190 to 2350 Hz; none where there are more than ToneLines::kMost.
  const ToneLines& lines() const { return lines_; }
  /// Share of these lines in the power of the block, 0..1.
  float purity() const { return purity_; }
  /// Mean square of the hop that came `ago` hops before the newest, without its offset.
  float HopPower(std::size_t ago) const { return hop_powers_[(now_ + kPast - ago) % kPast]; }
  /// Power at `lines` of the block `ago` hops before the newest.
  float PowerAt(const ToneLines& lines, std::size_t ago) const;
  /// Phase that a line gained from the block `from` hops ago to that `to` hops ago, times the power of both.
  std::complex<float> Turn(float hz, std::size_t from, std::size_t to) const;

 private:
  static constexpr std::size_t kBins = 156;  // up to 2.4 kHz
  using Bins = std::array<std::complex<float>, kBins>;

  const Bins& Block(std::size_t ago) const { return blocks_[(now_ + kPast - ago) % kPast]; }
  void FindLines(float total);
  float LineHz(std::size_t bin) const;
  float MiddleHz(std::size_t first, std::size_t last) const;

  RealFft fft_;
  std::vector<float> window_, samples_, windowed_, re_, im_;
  std::vector<Bins> blocks_;
  std::array<float, kPast> hop_powers_{};
  std::size_t now_ = 0;
  ToneLines lines_;
  float purity_ = 0;
};

}  // namespace ossicle::dsp
