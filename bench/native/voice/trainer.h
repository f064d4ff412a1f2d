#pragma once

// Fits the voice detector's network by backpropagation through time and Adam (Kingma & Ba 2015).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/random.h"
#include "dsp/voice_network.h"

namespace ossicle::bench {

using Shape = dsp::VoiceNetworkShape;
using Features = std::array<float, Shape::kIn>;

/// A stretch of frames: what is seen, what is wanted (the label of the frame before), and how much it counts.
struct Sequence {
  std::vector<Features> in;
  std::vector<float> wanted;
};

class Trainer {
 public:
  static constexpr std::size_t kIn = Shape::kIn, kDense = Shape::kDense, kHidden = Shape::kHidden, kGates = 3 * kHidden;

  explicit Trainer(std::uint64_t seed) {
    Random random(seed);
    Initialise(dense_, kIn, random);
    Initialise(input_, kDense, random);
    Initialise(recurrent_, kHidden, random);
    Initialise(output_, kHidden, random);
  }

  /// Mean cross entropy of the sequence; adds its gradient.
  double Learn(const Sequence& sequence) {
    Forward(sequence);
    return Backward(sequence);
  }

  void Step(float rate, std::size_t frames) {
    ++steps_;
    for (Matrix* matrix : {&dense_, &dense_bias_, &input_, &input_bias_, &recurrent_, &recurrent_bias_, &output_, &output_bias_})
      matrix->Step(rate, 1.0f / static_cast<float>(frames), steps_);
  }

  std::vector<float> Run(const std::vector<Features>& in) {
    Forward({in, {}});
    std::vector<float> out;
    for (const Moment& moment : moments_) out.push_back(moment.probability);
    return out;
  }

  /// The weights as they are shipped. `mean` and `deviation` of features.
  dsp::VoiceWeights Quantised(const Features& mean, const Features& deviation) const {
    dsp::VoiceWeights weights;
    weights.mean = mean;
    weights.deviation = deviation;
    Round(dense_, weights.dense);
    Round(dense_bias_, weights.dense_bias);
    Round(input_, weights.input);
    Round(input_bias_, weights.input_bias);
    Round(recurrent_, weights.recurrent);
    Round(recurrent_bias_, weights.recurrent_bias);
    Round(output_, weights.output);
    std::array<std::int8_t, 1> bias;
    Round(output_bias_, bias);
    weights.output_bias = bias[0];
    return weights;
  }

 private:
  static constexpr float kLargest = 127.0f / dsp::VoiceWeights::kScale;

  struct Matrix {
    explicit Matrix(std::size_t size) : value(size), gradient(size), first(size), second(size) {}
    void Step(float rate, float scale, int step) {
      const float correct1 = 1 - std::pow(0.9f, static_cast<float>(step));
      const float correct2 = 1 - std::pow(0.999f, static_cast<float>(step));
      for (std::size_t i = 0; i < value.size(); ++i) {
        const float g = std::clamp(gradient[i] * scale, -0.1f, 0.1f);
        first[i] += 0.1f * (g - first[i]);
        second[i] += 0.001f * (g * g - second[i]);
        value[i] -= rate * first[i] / correct1 / (std::sqrt(second[i] / correct2) + 1e-8f);
        value[i] = std::clamp(value[i], -kLargest, kLargest);
        gradient[i] = 0;
      }
    }
    std::vector<float> value, gradient, first, second;
  };

  struct Moment {
    std::array<float, kDense> dense;
    std::array<float, kGates> from_state;
    std::array<float, kHidden> before, update, reset, candidate, state;
    float probability;
  };

  static void Initialise(Matrix& matrix, std::size_t fan_in, Random& random) {
    for (float& w : matrix.value) w = static_cast<float>(random.Gaussian() / std::sqrt(static_cast<double>(fan_in)));
  }

  template <std::size_t kSize>
  static void Round(const Matrix& from, std::array<std::int8_t, kSize>& to) {
    for (std::size_t i = 0; i < kSize; ++i)
      to[i] = static_cast<std::int8_t>(std::lrint(std::clamp(from.value[i] * dsp::VoiceWeights::kScale, -127.0f, 127.0f)));
  }

  static float Sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

  /// out = matrix * in + bias, rows by output.
  template <std::size_t kRows, std::size_t kColumns>
  static void Multiply(const Matrix& matrix, const Matrix& bias, const float* in, float* out) {
    for (std::size_t row = 0; row < kRows; ++row) {
      float sum = bias.value[row];
      const float* const weights = &matrix.value[row * kColumns];
      for (std::size_t i = 0; i < kColumns; ++i) sum += weights[i] * in[i];
      out[row] = sum;
    }
  }

  /// Adds the gradient of Multiply; `back` gets what goes on to its input.
  template <std::size_t kRows, std::size_t kColumns>
  static void Spread(Matrix& matrix, Matrix& bias, const float* in, const float* gradient, float* back) {
    std::fill_n(back, kColumns, 0.0f);
    for (std::size_t row = 0; row < kRows; ++row) {
      const float g = gradient[row];
      bias.gradient[row] += g;
      float* const to = &matrix.gradient[row * kColumns];
      const float* const weights = &matrix.value[row * kColumns];
      for (std::size_t i = 0; i < kColumns; ++i) {
        to[i] += g * in[i];
        back[i] += g * weights[i];
      }
    }
  }

  void Forward(const Sequence& sequence) {
    moments_.resize(sequence.in.size());
    std::array<float, kHidden> state{};
    for (std::size_t t = 0; t < sequence.in.size(); ++t) {
      Moment& m = moments_[t];
      m.before = state;
      Multiply<kDense, kIn>(dense_, dense_bias_, sequence.in[t].data(), m.dense.data());
      for (float& x : m.dense) x = std::tanh(x);
      std::array<float, kGates> from_input;
      Multiply<kGates, kDense>(input_, input_bias_, m.dense.data(), from_input.data());
      Multiply<kGates, kHidden>(recurrent_, recurrent_bias_, state.data(), m.from_state.data());
      float out = output_bias_.value[0];
      for (std::size_t i = 0; i < kHidden; ++i) {
        m.update[i] = Sigmoid(from_input[i] + m.from_state[i]);
        m.reset[i] = Sigmoid(from_input[kHidden + i] + m.from_state[kHidden + i]);
        m.candidate[i] = std::tanh(from_input[2 * kHidden + i] + m.reset[i] * m.from_state[2 * kHidden + i]);
        state[i] = m.update[i] * state[i] + (1 - m.update[i]) * m.candidate[i];
        out += output_.value[i] * state[i];
      }
      m.state = state;
      m.probability = Sigmoid(out);
    }
  }

  double Backward(const Sequence& sequence) {
    double loss = 0;
    std::array<float, kHidden> later{};
    for (std::size_t t = moments_.size(); t-- > 0;) {
      const Moment& m = moments_[t];
      const float wanted = sequence.wanted[t];
      const float p = std::clamp(m.probability, 1e-6f, 1 - 1e-6f);
      loss -= wanted * std::log(p) + (1 - wanted) * std::log(1 - p);
      const float error = m.probability - wanted;
      output_bias_.gradient[0] += error;
      std::array<float, kGates> into_input, into_state;
      for (std::size_t i = 0; i < kHidden; ++i) {
        output_.gradient[i] += error * m.state[i];
        const float g = later[i] + error * output_.value[i];
        const float candidate = g * (1 - m.update[i]) * (1 - m.candidate[i] * m.candidate[i]);
        const float update = g * (m.before[i] - m.candidate[i]) * m.update[i] * (1 - m.update[i]);
        const float reset = candidate * m.from_state[2 * kHidden + i] * m.reset[i] * (1 - m.reset[i]);
        into_input[i] = into_state[i] = update;
        into_input[kHidden + i] = into_state[kHidden + i] = reset;
        into_input[2 * kHidden + i] = candidate;
        into_state[2 * kHidden + i] = candidate * m.reset[i];
        later[i] = g * m.update[i];
      }
      std::array<float, kHidden> back_state;
      Spread<kGates, kHidden>(recurrent_, recurrent_bias_, m.before.data(), into_state.data(), back_state.data());
      for (std::size_t i = 0; i < kHidden; ++i) later[i] += back_state[i];
      std::array<float, kDense> back_dense;
      Spread<kGates, kDense>(input_, input_bias_, m.dense.data(), into_input.data(), back_dense.data());
      for (std::size_t i = 0; i < kDense; ++i) back_dense[i] *= 1 - m.dense[i] * m.dense[i];
      std::array<float, kIn> unused;
      Spread<kDense, kIn>(dense_, dense_bias_, sequence.in[t].data(), back_dense.data(), unused.data());
    }
    return loss / static_cast<double>(moments_.size());
  }

  Matrix dense_{kDense * kIn}, dense_bias_{kDense}, input_{kGates * kDense}, input_bias_{kGates},
      recurrent_{kGates * kHidden}, recurrent_bias_{kGates}, output_{kHidden}, output_bias_{1};
  std::vector<Moment> moments_;
  int steps_ = 0;
};

}  // namespace ossicle::bench
