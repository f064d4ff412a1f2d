#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ossicle::dsp {

/// Sizes of the voice detector's network: a dense layer, a gated recurrent unit (Cho et al. 2014, with the reset gate
/// behind the product as in cuDNN), one output.
struct VoiceNetworkShape {
  static constexpr std::size_t kIn = 25, kDense = 24, kHidden = 24;
};

/// Weights as 8-bit integers in units of 1/kScale, rows by output. Biases as well.
struct VoiceWeights {
  using S = VoiceNetworkShape;
  static constexpr float kScale = 48;
  std::array<float, S::kIn> mean, deviation;  ///< Of the features, which come in as (x - mean) / deviation.
  std::array<std::int8_t, S::kDense * S::kIn> dense;
  std::array<std::int8_t, S::kDense> dense_bias;
  std::array<std::int8_t, 3 * S::kHidden * S::kDense> input;  ///< Update gate, reset gate, candidate.
  std::array<std::int8_t, 3 * S::kHidden * S::kHidden> recurrent;
  std::array<std::int8_t, 3 * S::kHidden> input_bias, recurrent_bias;
  std::array<std::int8_t, S::kHidden> output;
  std::int8_t output_bias;
};

/// Runs the network, a frame of features at a time.
class VoiceNetwork {
 public:
  using S = VoiceNetworkShape;

  /// Weights transposed and widened, so that each input adds a column to all outputs at once.
  struct Columns {
    std::array<float, S::kIn> mean, one_over_deviation;
    std::array<float, S::kIn * S::kDense> dense;
    std::array<float, S::kDense> dense_bias;
    std::array<float, S::kDense * 3 * S::kHidden> input;
    std::array<float, S::kHidden * 3 * S::kHidden> recurrent;
    std::array<float, 3 * S::kHidden> input_bias, recurrent_bias;
    std::array<float, S::kHidden> output;
    float output_bias;
  };
  static Columns Widen(const VoiceWeights& weights);
  /// Those of kVoiceWeights, made once for all.
  static const Columns& Shipped();

  /// `columns` outlives the network.
  explicit VoiceNetwork(const Columns& columns = Shipped());

  /// Probability of speech in the frame before this one.
  float Process(std::span<const float, S::kIn> features);
  void Reset() { state_.fill(0); }

 private:
  const Columns& columns_;
  std::array<float, S::kHidden> state_{};
};

/// What is shipped: fitted by bench/native/voice_fit.cc, which says on what.
extern const VoiceWeights kVoiceWeights;

}  // namespace ossicle::dsp
