#include "dsp/real_fft.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/target_clones.h"

namespace ossicle::dsp {
namespace {

/// Floats between the arrays, so that equal places of all do not fall into one set of the cache.
constexpr std::size_t kApart = 48;

// A pass of length n over data interleaved with stride s (n * s = all): with q < s and p < n / 4
//   to[q + s * (4 p + k)] = w^(k p) * sum over j of from[q + s * (p + j n / 4)] * (-i)^(j k),  w = exp(-2 pi i / n).
// The first pass has s = 1, so it runs along p; the later ones run along q.

/// The twiddles of a pass, n / 4 each: w^p, w^2p, w^3p.
struct Twiddles {
  Twiddles(const float* at, std::size_t quarter)
      : re1(at), im1(at + quarter), re2(im1 + quarter), im2(re2 + quarter), re3(im2 + quarter), im3(re3 + quarter) {}
  const float *re1, *im1, *re2, *im2, *re3, *im3;
};

OSSICLE_TARGET_CLONES
void FirstPass(const float* __restrict re, const float* __restrict im, float* __restrict to_re, float* __restrict to_im,
               const float* __restrict twiddles, std::size_t quarter) {
  const Twiddles w(twiddles, quarter);
  for (std::size_t p = 0; p < quarter; ++p) {
    const std::size_t b = p + quarter, c = b + quarter, d = c + quarter;
    const float sum_ac_re = re[p] + re[c], sum_ac_im = im[p] + im[c];
    const float dif_ac_re = re[p] - re[c], dif_ac_im = im[p] - im[c];
    const float sum_bd_re = re[b] + re[d], sum_bd_im = im[b] + im[d];
    const float dif_bd_re = re[b] - re[d], dif_bd_im = im[b] - im[d];
    const float x1_re = dif_ac_re + dif_bd_im, x1_im = dif_ac_im - dif_bd_re;
    const float x2_re = sum_ac_re - sum_bd_re, x2_im = sum_ac_im - sum_bd_im;
    const float x3_re = dif_ac_re - dif_bd_im, x3_im = dif_ac_im + dif_bd_re;
    to_re[4 * p] = sum_ac_re + sum_bd_re;
    to_im[4 * p] = sum_ac_im + sum_bd_im;
    to_re[4 * p + 1] = x1_re * w.re1[p] - x1_im * w.im1[p];
    to_im[4 * p + 1] = x1_re * w.im1[p] + x1_im * w.re1[p];
    to_re[4 * p + 2] = x2_re * w.re2[p] - x2_im * w.im2[p];
    to_im[4 * p + 2] = x2_re * w.im2[p] + x2_im * w.re2[p];
    to_re[4 * p + 3] = x3_re * w.re3[p] - x3_im * w.im3[p];
    to_im[4 * p + 3] = x3_re * w.im3[p] + x3_im * w.re3[p];
  }
}

OSSICLE_TARGET_CLONES
void LaterPass(const float* __restrict re, const float* __restrict im, float* __restrict to_re, float* __restrict to_im,
               const float* __restrict twiddles, std::size_t quarter, std::size_t stride) {
  const Twiddles w(twiddles, quarter);
  const std::size_t apart = quarter * stride;
  for (std::size_t p = 0; p < quarter; ++p) {
    const float re1 = w.re1[p], im1 = w.im1[p], re2 = w.re2[p], im2 = w.im2[p], re3 = w.re3[p], im3 = w.im3[p];
    const float* a_re = re + p * stride;
    const float* a_im = im + p * stride;
    float* y_re = to_re + 4 * p * stride;
    float* y_im = to_im + 4 * p * stride;
    for (std::size_t q = 0; q < stride; ++q) {
      const std::size_t b = q + apart, c = b + apart, d = c + apart;
      const float sum_ac_re = a_re[q] + a_re[c], sum_ac_im = a_im[q] + a_im[c];
      const float dif_ac_re = a_re[q] - a_re[c], dif_ac_im = a_im[q] - a_im[c];
      const float sum_bd_re = a_re[b] + a_re[d], sum_bd_im = a_im[b] + a_im[d];
      const float dif_bd_re = a_re[b] - a_re[d], dif_bd_im = a_im[b] - a_im[d];
      const float x1_re = dif_ac_re + dif_bd_im, x1_im = dif_ac_im - dif_bd_re;
      const float x2_re = sum_ac_re - sum_bd_re, x2_im = sum_ac_im - sum_bd_im;
      const float x3_re = dif_ac_re - dif_bd_im, x3_im = dif_ac_im + dif_bd_re;
      y_re[q] = sum_ac_re + sum_bd_re;
      y_im[q] = sum_ac_im + sum_bd_im;
      y_re[q + stride] = x1_re * re1 - x1_im * im1;
      y_im[q + stride] = x1_re * im1 + x1_im * re1;
      y_re[q + 2 * stride] = x2_re * re2 - x2_im * im2;
      y_im[q + 2 * stride] = x2_re * im2 + x2_im * re2;
      y_re[q + 3 * stride] = x3_re * re3 - x3_im * im3;
      y_im[q + 3 * stride] = x3_re * im3 + x3_im * re3;
    }
  }
}

/// The last pass where the length is no power of four: n = 2, without twiddles.
OSSICLE_TARGET_CLONES
void PairPass(const float* __restrict from, float* __restrict to, std::size_t stride) {
  for (std::size_t q = 0; q < stride; ++q) {
    to[q] = from[q] + from[q + stride];
    to[q + stride] = from[q] - from[q + stride];
  }
}

OSSICLE_TARGET_CLONES
void Deinterleave(const float* __restrict in, float* __restrict even, float* __restrict odd, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    even[i] = in[2 * i];
    odd[i] = in[2 * i + 1];
  }
}

OSSICLE_TARGET_CLONES
void Interleave(const float* __restrict even, const float* __restrict odd, float scale, float* __restrict out,
                std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    out[2 * i] = even[i] * scale;
    out[2 * i + 1] = odd[i] * scale;
  }
}

/// X[k] = E + w^k O, with E = (Z[k] + Z*[n - k]) / 2 and O = (Z[k] - Z*[n - k]) / 2i, for 0 < k < n.
OSSICLE_TARGET_CLONES
void Unpack(const float* __restrict z_re, const float* __restrict z_im, const float* __restrict w_re,
            const float* __restrict w_im, float* __restrict re, float* __restrict im, std::size_t n) {
  for (std::size_t k = 1; k < n; ++k) {
    const float even_re = z_re[k] + z_re[n - k], even_im = z_im[k] - z_im[n - k];
    const float odd_re = z_im[k] + z_im[n - k], odd_im = z_re[n - k] - z_re[k];
    re[k] = 0.5f * (even_re + (w_re[k] * odd_re - w_im[k] * odd_im));
    im[k] = 0.5f * (even_im + (w_re[k] * odd_im + w_im[k] * odd_re));
  }
}

/// Undoes Unpack: Z[k] = E + i O, with E = (X[k] + X*[n - k]) / 2 and O = w^-k (X[k] - X*[n - k]) / 2, for 0 < k < n.
OSSICLE_TARGET_CLONES
void Pack(const float* __restrict re, const float* __restrict im, const float* __restrict w_re,
          const float* __restrict w_im, float* __restrict z_re, float* __restrict z_im, std::size_t n) {
  for (std::size_t k = 1; k < n; ++k) {
    const float dif_re = re[k] - re[n - k], dif_im = im[k] + im[n - k];
    const float odd_re = w_re[k] * dif_re + w_im[k] * dif_im, odd_im = w_re[k] * dif_im - w_im[k] * dif_re;
    z_re[k] = 0.5f * (re[k] + re[n - k] - odd_im);
    z_im[k] = 0.5f * (im[k] - im[n - k] + odd_re);
  }
}

/// Appends exp(-2 pi i power p / n) for p < n / 4, real parts first.
void AppendTwiddles(std::vector<float>& to, std::size_t n, std::size_t power) {
  const auto angle = [&](std::size_t p) {
    return -2 * std::numbers::pi * static_cast<double>(power * p) / static_cast<double>(n);
  };
  for (std::size_t p = 0; p < n / 4; ++p) to.push_back(static_cast<float>(std::cos(angle(p))));
  for (std::size_t p = 0; p < n / 4; ++p) to.push_back(static_cast<float>(std::sin(angle(p))));
}

}  // namespace

RealFft::RealFft(std::size_t size) : half_(size / 2), work_(4 * (half_ + kApart)) {
  assert(size >= kLeastSize && size <= kMostSize && (size & (size - 1)) == 0);
  float* at = work_.data();
  first_ = {at, at + (half_ + kApart)};
  second_ = {at + 2 * (half_ + kApart), at + 3 * (half_ + kApart)};
  for (std::size_t n = half_; n >= 4; n /= 4)
    for (std::size_t power = 1; power <= 3; ++power) AppendTwiddles(twiddles_, n, power);
  for (std::size_t k = 0; k < half_; ++k) {
    const double angle = -std::numbers::pi * static_cast<double>(k) / static_cast<double>(half_);
    turn_re_.push_back(static_cast<float>(std::cos(angle)));
    turn_im_.push_back(static_cast<float>(std::sin(angle)));
  }
}

RealFft::Split RealFft::Transform(Split from, Split to) const {
  const float* twiddles = twiddles_.data();
  std::size_t stride = 1;
  for (std::size_t n = half_; n >= 4; n /= 4, stride *= 4) {
    if (stride == 1)
      FirstPass(from.re, from.im, to.re, to.im, twiddles, n / 4);
    else
      LaterPass(from.re, from.im, to.re, to.im, twiddles, n / 4, stride);
    twiddles += 6 * (n / 4);
    std::swap(from, to);
  }
  if (stride == half_) return from;
  PairPass(from.re, to.re, stride);
  PairPass(from.im, to.im, stride);
  return to;
}

void RealFft::Forward(std::span<const float> in, std::span<float> re, std::span<float> im) {
  assert(in.size() == size() && re.size() == bins() && im.size() == bins());
  Deinterleave(in.data(), first_.re, first_.im, half_);
  const Split z = Transform(first_, second_);
  re[0] = z.re[0] + z.im[0];
  re[half_] = z.re[0] - z.im[0];
  im[0] = im[half_] = 0;
  Unpack(z.re, z.im, turn_re_.data(), turn_im_.data(), re.data(), im.data(), half_);
}

void RealFft::Inverse(std::span<const float> re, std::span<const float> im, std::span<float> out) {
  assert(out.size() == size() && re.size() == bins() && im.size() == bins());
  first_.re[0] = 0.5f * (re[0] + re[half_]);
  first_.im[0] = 0.5f * (re[0] - re[half_]);
  Pack(re.data(), im.data(), turn_re_.data(), turn_im_.data(), first_.re, first_.im, half_);
  // Backwards is forwards with real and imaginary parts exchanged, before and after.
  const Split z = Transform({first_.im, first_.re}, {second_.im, second_.re});
  Interleave(z.im, z.re, 1.0f / static_cast<float>(half_), out.data(), half_);
}

}  // namespace ossicle::dsp
