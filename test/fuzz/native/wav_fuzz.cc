// Any bytes as a WAV file, whole and as a growing prefix; what the header promises is then converted.
#include <array>
#include <cstdlib>

#include "file/wav_format.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;

void Convert(const file::WavFormat& format, Bytes bytes) {
  if (format.data_offset > bytes.size()) std::abort();
  if (format.channels < 1 || format.channels > 8 || format.sample_rate_hz < 1000) std::abort();
  if (format.data_bytes && *format.data_bytes % format.frame_bytes != 0) std::abort();
  std::array<Sample, 97> out;
  Bytes rest = bytes.subspan(format.data_offset);
  while (const std::size_t count = file::ConvertToMono(format, rest, out)) {
    if (count > out.size() || count * format.frame_bytes > rest.size()) std::abort();
    rest = rest.subspan(count * format.frame_bytes);
  }
  if (rest.size() >= format.frame_bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> seed = ossicle::fuzz::DecodeSeed(data, size);
  data = seed.data();
  size = seed.size();
  const Bytes bytes(data, size);
  const auto whole = file::ParseWavHeader(bytes);
  if (whole.ok() && whole.value()) Convert(*whole.value(), bytes);
  // A prefix either asks for more or says what the whole says.
  const auto half = file::ParseWavHeader(bytes.first(size / 2));
  if (half.ok() && half.value()) {
    if (!whole.ok() || !whole.value() || whole.value()->data_offset != half.value()->data_offset) std::abort();
  } else if (!half.ok() && whole.ok()) {
    std::abort();
  }
  return 0;
}
