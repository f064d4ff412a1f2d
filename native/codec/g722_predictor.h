#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ossicle::codec::g722 {

constexpr int Saturate(int value) { return std::clamp(value, -32768, 32767); }

/// The six zeros of the predictor (blocks UPZERO, DELAYA, FILTEZ). No sum of UPZERO leaves 16 bits: a coefficient ends
/// between -32768 and 32640, where step and leakage are equal. |d| is at most 10 228, so that 2 d needs no limit
/// either.
class PortableZeroSection {
 public:
  /// Takes the quantized difference and returns SZ for the next sample.
  int Update(int d) {
    const int step = d == 0 ? 0 : 128;
    for (std::size_t i = 0; i < 6; ++i) {
      const int leaked = (b_[i] * 32640) >> 15;
      b_[i] = static_cast<std::int16_t>(leaked + ((d_[i] ^ d) < 0 ? -step : step));
    }
    for (std::size_t i = 5; i > 0; --i) d_[i] = d_[i - 1];
    d_[0] = static_cast<std::int16_t>(d);
    int sum = 0;
    for (std::size_t i = 0; i < 6; ++i) sum += (b_[i] * d_[i]) >> 14;
    return Saturate(sum);
  }

 private:
  std::array<std::int16_t, 6> b_{};
  std::array<std::int16_t, 6> d_{};  // latest first
};

#if defined(__SSE2__)
/// The same, all six at once.
class Sse2ZeroSection {
 public:
  int Update(int d) {
    const __m128i difference = _mm_set1_epi16(static_cast<short>(d));
    const __m128i sign = _mm_srai_epi16(_mm_xor_si128(d_, difference), 15);
    const __m128i zero = _mm_cmpeq_epi16(difference, _mm_setzero_si128());
    const __m128i step = _mm_andnot_si128(zero, _mm_setr_epi16(128, 128, 128, 128, 128, 128, 0, 0));
    // b * 32640 / 32768, rounded down, is b + floor(-b / 256); the high half of b * -256 is the latter.
    const __m128i leaked = _mm_add_epi16(b_, _mm_mulhi_epi16(b_, _mm_set1_epi16(-256)));
    b_ = _mm_add_epi16(leaked, _mm_sub_epi16(_mm_xor_si128(step, sign), sign));
    d_ = _mm_insert_epi16(_mm_slli_si128(d_, 2), d, 0);
    const __m128i products =
        _mm_or_si128(_mm_slli_epi16(_mm_mulhi_epi16(b_, d_), 2), _mm_srli_epi16(_mm_mullo_epi16(b_, d_), 14));
    __m128i sums = _mm_madd_epi16(products, _mm_set1_epi16(1));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0x4E));
    sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0xB1));
    return Saturate(_mm_cvtsi128_si32(sums));
  }

 private:
  __m128i b_ = _mm_setzero_si128();
  __m128i d_ = _mm_setzero_si128();
};
using ZeroSection = Sse2ZeroSection;
#else
using ZeroSection = PortableZeroSection;
#endif

/// The adaptive predictor of one band, the same for both and for both directions (block 4 of G.722).
class Predictor {
 public:
  /// S: what the next sample is expected to be.
  int prediction() const { return s_; }

  /// Takes the quantized difference between the sample and the prediction.
  void Update(int d) {
    UpdatePoles((sz_ + d) >> 31);
    sz_ = zeros_.Update(d);
    // RECONS, FILTEP, PREDIC.
    const int r = Saturate(2 * Saturate(s_ + d));
    s_ = Saturate(Saturate(((a1_ * r) >> 15) + ((a2_ * r1_) >> 15)) + sz_);
    r1_ = r;
  }

 private:
  // PARREC, UPPOL2, UPPOL1. Of the partially reconstructed signal only the signs are used: 0 or -1.
  void UpdatePoles(int sign) {
    const int differs1 = sign ^ sign1_, differs2 = sign ^ sign2_;
    sign2_ = sign1_;
    sign1_ = sign;
    // -WD1 when the signs are equal; ~differs1 is -1 then.
    const int turned = std::min((Saturate(4 * a1_) ^ ~differs1) - ~differs1, 32767);
    a2_ = std::clamp((turned >> 7) + ((128 ^ differs2) - differs2) + ((a2_ * 32512) >> 15), -12288, 12288);
    const int limit = 15360 - a2_;
    a1_ = std::clamp(((a1_ * 32640) >> 15) + ((192 ^ differs1) - differs1), -limit, limit);
  }

  ZeroSection zeros_;
  int a1_ = 0, a2_ = 0;
  int r1_ = 0;  // the reconstructed sample before, doubled
  int sz_ = 0, s_ = 0;
  int sign1_ = 0, sign2_ = 0;
};

}  // namespace ossicle::codec::g722
