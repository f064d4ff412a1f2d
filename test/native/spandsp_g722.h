#pragma once

// The G.722 codec of libspandsp, found when the program runs: a peer to compare with, never a part of the product.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#if __has_include(<dlfcn.h>)
#include <dlfcn.h>
#endif

#include "core/random.h"

namespace ossicle::test {

class SpandspG722 {
 public:
  SpandspG722() {
#if __has_include(<dlfcn.h>)
    void* const library = dlopen("libspandsp.so.2", RTLD_NOW);
    if (library == nullptr) return;
    Find(library, "g722_encode_init", encode_init_);
    Find(library, "g722_encode", encode_);
    Find(library, "g722_encode_free", encode_free_);
    Find(library, "g722_decode_init", decode_init_);
    Find(library, "g722_decode", decode_);
    Find(library, "g722_decode_free", decode_free_);
#endif
  }
  ~SpandspG722() { Restart(0); }
  SpandspG722(const SpandspG722&) = delete;

  bool found() const { return encode_init_ && encode_ && encode_free_ && decode_init_ && decode_ && decode_free_; }

  /// New states; 64000, 56000 or 48000 bit/s, or 0 for none.
  void Restart(int bps) {
    if (encoder_ != nullptr) encode_free_(encoder_);
    if (decoder_ != nullptr) decode_free_(decoder_);
    encoder_ = bps > 0 ? encode_init_(nullptr, bps, 0) : nullptr;
    decoder_ = bps > 0 ? decode_init_(nullptr, bps, 0) : nullptr;
  }

  void Encode(const std::int16_t* samples, std::size_t count, std::uint8_t* codes) {
    encode_(encoder_, codes, samples, static_cast<int>(count));
  }
  /// Codes without their auxiliary bits: of 8, 7 or 6 bits by the rate.
  void Decode(const std::uint8_t* codes, std::size_t count, std::int16_t* samples) {
    decode_(decoder_, samples, codes, static_cast<int>(count));
  }

 private:
  template <typename Function>
  static void Find([[maybe_unused]] void* library, [[maybe_unused]] const char* name, [[maybe_unused]] Function& out) {
#if __has_include(<dlfcn.h>)
    out = reinterpret_cast<Function>(dlsym(library, name));
#endif
  }

  void* (*encode_init_)(void*, int, int) = nullptr;
  int (*encode_)(void*, std::uint8_t*, const std::int16_t*, int) = nullptr;
  int (*encode_free_)(void*) = nullptr;
  void* (*decode_init_)(void*, int, int) = nullptr;
  int (*decode_)(void*, std::int16_t*, const std::uint8_t*, int) = nullptr;
  int (*decode_free_)(void*) = nullptr;
  void* encoder_ = nullptr;
  void* decoder_ = nullptr;
};

/// Speech in noise without end, second by second: the recordings given, at 16 kHz, from a random place each second, at
/// a level from whispering to shouting, over noise and a tone of levels of their own. Never so loud that a subband
/// leaves its 15 bits: there G.722 limits and libspandsp 0.0.6 does not.
class SpeechInNoise {
 public:
  static constexpr std::size_t kSecond = 16'000;
  static constexpr double kLoudest = 20'000;

  SpeechInNoise(std::vector<std::int16_t> recordings, std::uint64_t seed)
      : recordings_(std::move(recordings)), random_(seed) {}

  void NextSecond(std::int16_t* out) {
    const double speech_gain = std::pow(10.0, random_.Uniform() * 3 - 2), noise = Level(), tone = Level();
    const double step = random_.Uniform() * 3.1;
    const std::size_t at = recordings_.size() > kSecond ? random_.U32() % (recordings_.size() - kSecond) : 0;
    for (std::size_t i = 0; i < kSecond; ++i) {
      const double speech = recordings_.empty() ? 0 : recordings_[(at + i) % recordings_.size()] * speech_gain;
      const double white = static_cast<double>(static_cast<std::int32_t>(random_.U32())) / 2147483648.0 * noise;
      const double sum = speech + white + tone * std::sin(step * static_cast<double>(i));
      out[i] = static_cast<std::int16_t>(std::lrint(std::clamp(sum, -kLoudest, kLoudest)));
    }
  }

 private:
  /// 0 in one second of three; otherwise from 1 to 8 000, as likely in each octave.
  double Level() { return random_.U32() % 3 == 0 ? 0 : std::pow(2.0, random_.Uniform() * 13); }

  std::vector<std::int16_t> recordings_;
  Random random_;
};

}  // namespace ossicle::test
