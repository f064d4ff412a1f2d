#include "dsp/real_fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "core/random.h"

namespace ossicle::dsp {
namespace {

using Floats = std::vector<float>;
using Spectrum = std::vector<std::complex<double>>;

Floats GaussianNoise(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  Floats out(size);
  for (float& x : out) x = static_cast<float>(random.Gaussian());
  return out;
}

/// By the definition, in double precision.
Spectrum NaiveTransform(const Floats& in) {
  const std::size_t size = in.size();
  Spectrum turns(size), out(size / 2 + 1);
  for (std::size_t i = 0; i < size; ++i)
    turns[i] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size));
  for (std::size_t k = 0; k < out.size(); ++k)
    for (std::size_t n = 0; n < size; ++n) out[k] += double{in[n]} * turns[k * n % size];
  return out;
}

Spectrum Forward(RealFft& fft, const Floats& in) {
  Floats re(fft.bins()), im(fft.bins());
  fft.Forward(in, re, im);
  Spectrum out(fft.bins());
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = {re[k], im[k]};
  return out;
}

double Rms(const Spectrum& spectrum) {
  double sum = 0;
  for (const auto& x : spectrum) sum += std::norm(x);
  return std::sqrt(sum / static_cast<double>(spectrum.size()));
}

TEST(RealFft, EqualsTheDefinitionAtEverySize) {
  for (std::size_t size = 16; size <= 8192; size *= 2) {
    RealFft fft(size);
    const Floats in = GaussianNoise(size, size);
    const Spectrum expected = NaiveTransform(in), got = Forward(fft, in);
    const double rms = Rms(expected);
    for (std::size_t k = 0; k < got.size(); ++k)
      ASSERT_LT(std::abs(got[k] - expected[k]), 1.5e-6 * rms) << size << ", bin " << k;
    EXPECT_EQ(got.front().imag(), 0);
    EXPECT_EQ(got.back().imag(), 0);
  }
}

TEST(RealFft, ShowsASineInItsBinAlone) {
  constexpr std::size_t kSize = 512;
  RealFft fft(kSize);
  for (const std::size_t bin : {1u, 37u, 128u, 255u}) {
    Floats in(kSize);
    for (std::size_t n = 0; n < kSize; ++n)
      in[n] = static_cast<float>(std::sin(2 * std::numbers::pi * static_cast<double>(bin * n) / kSize));
    const Spectrum got = Forward(fft, in);
    for (std::size_t k = 0; k < got.size(); ++k)
      EXPECT_LT(std::abs(got[k] - (k == bin ? std::complex<double>(0, -256) : 0)), 1e-4) << bin << ", " << k;
  }
}

TEST(RealFft, InverseGivesTheSignalBack) {
  for (std::size_t size = 16; size <= (1u << 18); size *= 2) {
    RealFft fft(size);
    const Floats in = GaussianNoise(size, size + 1);
    Floats re(fft.bins()), im(fft.bins()), out(size);
    fft.Forward(in, re, im);
    fft.Inverse(re, im, out);
    for (std::size_t n = 0; n < size; ++n) ASSERT_NEAR(out[n], in[n], 3e-6) << size;
  }
}

TEST(RealFft, ProductOfSpectraIsCircularConvolution) {
  constexpr std::size_t kSize = 64;
  RealFft fft(kSize);
  const Floats a = GaussianNoise(kSize, 5), b = GaussianNoise(kSize, 6);
  const Spectrum fa = Forward(fft, a), fb = Forward(fft, b);
  Floats re(fft.bins()), im(fft.bins()), got(kSize);
  for (std::size_t k = 0; k < fft.bins(); ++k) {
    re[k] = static_cast<float>((fa[k] * fb[k]).real());
    im[k] = static_cast<float>((fa[k] * fb[k]).imag());
  }
  fft.Inverse(re, im, got);
  for (std::size_t n = 0; n < kSize; ++n) {
    double expected = 0;
    for (std::size_t m = 0; m < kSize; ++m) expected += double{a[m]} * double{b[(n + kSize - m) % kSize]};
    EXPECT_NEAR(got[n], expected, 1e-4);
  }
}

}  // namespace
}  // namespace ossicle::dsp
