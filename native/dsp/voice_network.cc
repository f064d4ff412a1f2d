#include "dsp/voice_network.h"

#include <algorithm>
#include <cmath>

#include "core/target_clones.h"

namespace ossicle::dsp {
namespace {

/// out += matrix * in, the matrix by columns.
OSSICLE_TARGET_CLONES
void AddProduct(const float* __restrict columns, const float* __restrict in, std::size_t in_count,
                float* __restrict out, std::size_t out_count) {
  for (std::size_t i = 0; i < in_count; ++i) {
    const float x = in[i];
    const float* const column = columns + i * out_count;
    for (std::size_t o = 0; o < out_count; ++o) out[o] += column[o] * x;
  }
}

float Sigmoid(float x) { return 1.0f / (1.0f + std::exp(-x)); }

template <std::size_t kIn, std::size_t kOut>
void Transpose(const std::array<std::int8_t, kIn * kOut>& rows, std::array<float, kIn * kOut>& columns) {
  for (std::size_t o = 0; o < kOut; ++o)
    for (std::size_t i = 0; i < kIn; ++i)
      columns[i * kOut + o] = static_cast<float>(rows[o * kIn + i]) / VoiceWeights::kScale;
}

template <std::size_t kCount>
void Widen(const std::array<std::int8_t, kCount>& from, std::array<float, kCount>& to) {
  for (std::size_t i = 0; i < kCount; ++i) to[i] = static_cast<float>(from[i]) / VoiceWeights::kScale;
}

}  // namespace

VoiceNetwork::Columns VoiceNetwork::Widen(const VoiceWeights& weights) {
  Columns c;
  for (std::size_t i = 0; i < S::kIn; ++i) {
    c.mean[i] = weights.mean[i];
    c.one_over_deviation[i] = 1 / weights.deviation[i];
  }
  Transpose<S::kIn, S::kDense>(weights.dense, c.dense);
  dsp::Widen(weights.dense_bias, c.dense_bias);
  Transpose<S::kDense, 3 * S::kHidden>(weights.input, c.input);
  Transpose<S::kHidden, 3 * S::kHidden>(weights.recurrent, c.recurrent);
  dsp::Widen(weights.input_bias, c.input_bias);
  dsp::Widen(weights.recurrent_bias, c.recurrent_bias);
  dsp::Widen(weights.output, c.output);
  c.output_bias = static_cast<float>(weights.output_bias) / VoiceWeights::kScale;
  return c;
}

VoiceNetwork::VoiceNetwork(const Columns& columns) : columns_(columns) {}

const VoiceNetwork::Columns& VoiceNetwork::Shipped() {
  static const Columns columns = Widen(kVoiceWeights);
  return columns;
}

float VoiceNetwork::Process(std::span<const float, S::kIn> features) {
  std::array<float, S::kIn> in;
  for (std::size_t i = 0; i < S::kIn; ++i)
    in[i] = std::clamp((features[i] - columns_.mean[i]) * columns_.one_over_deviation[i], -4.0f, 4.0f);
  std::array<float, S::kDense> dense = columns_.dense_bias;
  AddProduct(columns_.dense.data(), in.data(), in.size(), dense.data(), dense.size());
  for (float& x : dense) x = std::tanh(x);

  std::array<float, 3 * S::kHidden> from_input = columns_.input_bias, from_state = columns_.recurrent_bias;
  AddProduct(columns_.input.data(), dense.data(), dense.size(), from_input.data(), from_input.size());
  AddProduct(columns_.recurrent.data(), state_.data(), state_.size(), from_state.data(), from_state.size());
  float out = columns_.output_bias;
  for (std::size_t i = 0; i < S::kHidden; ++i) {
    const float update = Sigmoid(from_input[i] + from_state[i]);
    const float reset = Sigmoid(from_input[S::kHidden + i] + from_state[S::kHidden + i]);
    const float candidate = std::tanh(from_input[2 * S::kHidden + i] + reset * from_state[2 * S::kHidden + i]);
    state_[i] = update * state_[i] + (1 - update) * candidate;
    out += columns_.output[i] * state_[i];
  }
  return Sigmoid(out);
}

}  // namespace ossicle::dsp
