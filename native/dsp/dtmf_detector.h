#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/frame.h"
#include "dsp/dtmf_spectrum.h"

namespace ossicle::dsp {

/// Finds DTMF digits in audio, with ITU-T Q.24 in mind: frequencies within 1.5 % + 2 Hz are taken and beyond 3.5 %
/// refused, the high tone may be 4 dB above to 8 dB below the low one, tones are heard down to -29 dBm0, from 40 ms
/// on and not below 23 ms, interruptions up to 10 ms are bridged, pauses from 40 ms on separate.
///
/// Every 5 ms a Hann-windowed block of 20 ms is correlated with the eight frequencies (at 8 kHz; higher rates are
/// filtered and decimated first). As long as there is no digit, one block in four is looked at, and the other three
/// only when it holds anything like one: a digit fills six in a row, and most audio is none. The phase step between
/// blocks tells each tone's true frequency; the share of the two tones in the whole energy of the block guards against
/// speech, whose harmonics lie elsewhere. Where that share is less (down to about as much noise as tone), a digit must
/// last longer, and what is beside it must be noise, without a line of its own. A keypad's tones hold their frequencies
/// and their balance; a voice whose harmonics pass through a digit does not, and a high tone at twice the low one is a
/// voice too.
class DtmfDetector {
 public:
  struct Digit {
    char digit;         ///< 0-9, *, #, A-D.
    Duration duration;  ///< Measured in steps of 5 ms.
    Duration ago;       ///< From the last block of 20 ms that held it to now.
  };

  struct Config {
    Duration min_on = Milliseconds(40);   ///< From 40 ms; 17 ms less is refused.
    Duration min_off = Milliseconds(40);  ///< From 40 ms; 30 ms less is bridged.
    float min_level_dbm0 = -29;           ///< Of each tone; 3 dB less is the end.
    float min_twist_db = -8;              ///< High over low tone; 2 dB less is the end.
    float max_twist_db = 4;               ///< 2 dB more is the end.
    /// Leaves what sounds from 150 to 500 Hz out of account: digits are heard above a dial tone.
    bool dial_tone_filter = false;
  };

  /// Rates: 8, 16, 24, 32 or 48 kHz.
  explicit DtmfDetector(int sample_rate_hz) : DtmfDetector(sample_rate_hz, Config()) {}
  DtmfDetector(int sample_rate_hz, const Config& config);

  /// Takes a frame of any length. Returns a digit once, when its tone has ended (up to 40 ms after the end).
  /// A frame long enough for two ends (80 ms) yields the second at the next call.
  std::optional<Digit> Process(ConstSamples frame);

  /// The digit that became certain during the last Process (about 40 ms after its start), if any.
  std::optional<char> started() const { return started_; }
  /// The digit sounding now, once certain; 0 when there is none.
  char active() const { return confirmed_ ? digit_ : 0; }
  /// From the first block of 20 ms that held the digit now sounding to the last.
  Duration sounding() const;
  /// Where its tones truly are.
  float low_hz() const { return low_hz_; }
  float high_hz() const { return high_hz_; }

  void Reset();

 private:
  static constexpr std::size_t kHopSamples = 40;

  /// What one block says about one digit, from the least to the most.
  enum class Grade : std::uint8_t {
    kNone,
    kEdge,   ///< What the beginning and the end of a tone still pass.
    kNoisy,  ///< Frequencies are right; beside the tones there is noise.
    kClean,  ///< And next to nothing beside them.
  };
  struct Block {
    Grade grade = Grade::kNone;
    char digit = 0;
    float power = 0;                ///< Of both tones.
    float twist = 0;                ///< Power of the high tone over that of the low one.
    float low_hz = 0, high_hz = 0;  ///< Where the tones truly are; from kNoisy on.
  };

  /// One block as it was measured.
  struct Measured {
    DtmfBlock block;
    float power = 0;
    bool audible = false;
    DtmfSpectrum spectrum;  ///< When audible.
  };

  void TakeHop();
  void AnalyseWaiting();
  Measured Measure(std::size_t hop) const;
  bool MayBeDigit(const Measured& now) const;
  void Remember(const Measured& measured);
  Block Analyse(const Measured& now) const;
  Grade Judge(const Measured& now, const Block& block, std::size_t low, std::size_t high) const;
  float TrueFrequency(const DtmfSpectrum& now, std::size_t tone) const;
  void Advance(const Block& block);
  void Hit(const Block& block);
  void CleanHit(const Block& block);
  void Begin(const Block& block);
  void Finish();

  // What the configuration comes to.
  float least_power_;
  float least_twist_, most_twist_;
  int hits_to_confirm_;
  int misses_to_end_;
  bool dial_tone_filter_;

  float* NewestHop() { return &history_[kPastSamples + hops_ * kHopSamples]; }

  // One hop at the stream's rate, after what the decimation filter needs of the past. Empty at 8 kHz, where samples go
  // where they belong at once.
  std::size_t factor_;
  std::vector<float> taps_;
  std::vector<float> hop_;
  std::size_t hop_filled_ = 0;  // the past included

  // At 8 kHz: what the first block needs of the past, then the hops since the last look.
  static constexpr std::size_t kHopsPerLook = 4;
  static constexpr std::size_t kPastSamples = kDtmfBlockSamples - kHopSamples;
  alignas(32) std::array<float, kPastSamples + kHopsPerLook * kHopSamples> history_{};
  std::size_t hops_ = 0;
  std::size_t analysed_ = 0;  // of these hops
  DtmfSpectrum previous_;
  bool previous_valid_ = false;

  // The tone being followed.
  char digit_ = 0;  // 0: none
  bool confirmed_ = false;
  int hits_ = 0;
  int clean_hits_ = 0;  // as steady as the first of them
  Block first_clean_;
  int noisy_hits_ = 0;  // and better
  int span_ = 0;        // blocks from the first hit to the last
  int misses_ = 0;      // since the last hit
  float strongest_ = 0;
  float low_hz_ = 0, high_hz_ = 0;

  // What Process reports.
  std::optional<char> started_;
  std::optional<Digit> ended_;
  std::optional<Digit> pending_;
};

}  // namespace ossicle::dsp
