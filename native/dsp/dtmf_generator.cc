#include "dsp/dtmf_generator.h"

#include <algorithm>
#include <optional>

#include "dsp/dtmf_tones.h"

namespace ossicle::dsp {
namespace {

constexpr char kPause = ',';
constexpr Duration kPauseLength = std::chrono::seconds(1);

struct Key {
  float low_hz, high_hz;
};

char UpperCase(char c) { return c >= 'a' && c <= 'd' ? static_cast<char>(c - 'a' + 'A') : c; }

std::optional<Key> FindKey(char digit) {
  for (std::size_t row = 0; row < 4; ++row)
    for (std::size_t column = 0; column < 4; ++column)
      if (kDtmfKeys[row][column] == digit) return Key{kDtmfLowHz[row], kDtmfHighHz[column]};
  return std::nullopt;
}

}  // namespace

bool DtmfGenerator::Start(std::string_view digits, const Config& config) {
  const auto known = [](char c) { return c == kPause || FindKey(UpperCase(c)); };
  if (digits.size() > kMaxDigits || !std::all_of(digits.begin(), digits.end(), known)) return false;
  std::transform(digits.begin(), digits.end(), digits_.begin(), UpperCase);
  config_ = config;
  count_ = digits.size();
  next_ = 0;
  tones_.Stop();
  return true;
}

void DtmfGenerator::Stop() {
  count_ = next_ = 0;
  tones_.Stop();
}

std::size_t DtmfGenerator::Process(Samples out) {
  std::size_t produced = 0;
  while (produced < out.size() && !done()) {
    if (tones_.done()) {
      const char digit = digits_[next_++];
      Tone tone{{}, 0, config_.level_dbm0, Duration{}, kPauseLength};
      if (const auto key = FindKey(digit)) tone = {{key->low_hz, key->high_hz}, 2, config_.level_dbm0, config_.on, config_.off};
      tones_.Start(std::span(&tone, 1));
    }
    produced += tones_.Process(out.subspan(produced));
  }
  return produced;
}

}  // namespace ossicle::dsp
