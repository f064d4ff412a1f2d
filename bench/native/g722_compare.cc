// G.722 beside libspandsp and ffmpeg: bit for bit over an hour of speech in noise, and what a frame costs.
//   bench_g722_compare [SECONDS [FILE...]]      FILEs: recordings, 16 kHz, 16-bit little-endian, a WAV header may be
//   there
// Ends with 1 when anything differs. A peer that is not installed is reported as missing.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "../../test/native/spandsp_g722.h"
#include "codec/g722_codec.h"

namespace {

using namespace ossicle;
using codec::G722Mode;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kFrame = 320, kFrames = 50, kSecond = test::SpeechInNoise::kSecond;
using Second = std::vector<Sample>;
using Codes = std::vector<std::uint8_t>;

struct Cost {
  std::vector<double> us_per_frame;
  template <typename Work>
  void Measure(Work work) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < kFrames; ++i) work(i);
    us_per_frame.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / kFrames);
  }
  double Median() {
    const auto middle = us_per_frame.begin() + static_cast<std::ptrdiff_t>(us_per_frame.size() / 2);
    std::nth_element(us_per_frame.begin(), middle, us_per_frame.end());
    return *middle;
  }
};

template <typename T>
std::size_t Differences(const std::vector<T>& a, const std::vector<T>& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i] ? 1 : 0;
  return count;
}

// Where G.722 limits a sample to 16 bits, libspandsp 0.0.6 lets it wrap around.
bool Wrapped(Sample ours, Sample theirs) {
  return (ours == 32767 && theirs < -16384) || (ours == -32768 && theirs > 16383);
}

Second Recordings(int count, char** names) {
  Second all;
  for (int i = 0; i < count; ++i) {
    std::ifstream in(names[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t at = bytes.starts_with("RIFF") ? 44 : 0; at + 1 < bytes.size(); at += 2)
      all.push_back(static_cast<Sample>(static_cast<std::uint8_t>(bytes[at]) | bytes[at + 1] << 8));
  }
  return all;
}

// One mode: encoders and decoders side by side, second by second. The codes of the first go to `file`.
std::size_t CompareWithSpandsp(const Second& recordings, int seconds, G722Mode mode, const std::string& file) {
  test::SpandspG722 spandsp;
  const int unused_bits = static_cast<int>(mode) - 1, bps = 64'000 - 8'000 * unused_bits;
  if (spandsp.found())
    spandsp.Restart(bps);
  else
    std::printf("libspandsp.so.2 is not installed: apt-get install libspandsp2\n");
  test::SpeechInNoise source(recordings, 1);
  codec::G722Encoder encoder(mode);
  codec::G722Decoder decoder(mode);
  std::ofstream out(file, std::ios::binary);
  Second samples(kSecond), ours(kSecond), theirs(kSecond);
  Codes codes(kSecond / 2), their_codes(kSecond / 2), shifted(kSecond / 2);
  Cost encode, decode, their_encode, their_decode;
  std::size_t different = 0, different_samples = 0, wrapped = 0;
  for (int second = 0; second < seconds; ++second) {
    source.NextSecond(samples.data());
    encode.Measure([&](std::size_t i) {
      (void)encoder.Encode(ConstSamples(samples).subspan(i * kFrame, kFrame),
                           MutableBytes(codes).subspan(i * kFrame / 2));
    });
    decode.Measure([&](std::size_t i) {
      (void)decoder.Decode(Bytes(codes).subspan(i * kFrame / 2, kFrame / 2), Samples(ours).subspan(i * kFrame));
    });
    out.write(reinterpret_cast<const char*>(codes.data()), static_cast<std::streamsize>(codes.size()));
    if (!spandsp.found()) continue;
    for (std::size_t i = 0; i < codes.size(); ++i) shifted[i] = static_cast<std::uint8_t>(codes[i] >> unused_bits);
    their_encode.Measure(
        [&](std::size_t i) { spandsp.Encode(&samples[i * kFrame], kFrame, &their_codes[i * kFrame / 2]); });
    their_decode.Measure(
        [&](std::size_t i) { spandsp.Decode(&shifted[i * kFrame / 2], kFrame / 2, &theirs[i * kFrame]); });
    different += Differences(shifted, their_codes);
    different_samples += Differences(ours, theirs);
    for (std::size_t i = 0; i < ours.size(); ++i) wrapped += Wrapped(ours[i], theirs[i]) ? 1 : 0;
  }
  std::printf("%d bit/s, %d s\n  ours     encode %7.3f us/frame  decode %7.3f us/frame\n", bps, seconds,
              encode.Median(), decode.Median());
  if (!spandsp.found()) return 0;
  std::printf(
      "  spandsp  encode %7.3f us/frame  decode %7.3f us/frame; different: %zu octets, %zu samples; %zu wrapped "
      "around\n",
      their_encode.Median(), their_decode.Median(), different, different_samples - wrapped, wrapped);
  return different + different_samples - wrapped;
}

// The decoder of ffmpeg, mode 1, over the file that CompareWithSpandsp wrote.
std::size_t CompareWithFfmpeg(const std::string& file) {
  if (std::system("ffmpeg -version >/dev/null 2>&1") != 0) {
    std::printf("ffmpeg is not installed: apt-get install ffmpeg\n");
    return 0;
  }
  std::FILE* const peer = popen(("ffmpeg -v error -f g722 -i '" + file + "' -f s16le -c:a pcm_s16le -").c_str(), "r");
  std::ifstream in(file, std::ios::binary);
  codec::G722Decoder decoder;
  Codes codes(kSecond / 2);
  Second ours(kSecond), theirs(kSecond);
  std::size_t different = 0, compared = 0;
  while (in.read(reinterpret_cast<char*>(codes.data()), static_cast<std::streamsize>(codes.size()))) {
    (void)decoder.Decode(codes, ours);
    const std::size_t heard = peer == nullptr ? 0 : std::fread(theirs.data(), sizeof(Sample), theirs.size(), peer);
    std::fill(theirs.begin() + static_cast<std::ptrdiff_t>(heard), theirs.end(), Sample{0});
    different += Differences(ours, theirs) + (theirs.size() - heard);
    compared += ours.size();
  }
  if (peer != nullptr) pclose(peer);
  std::printf("ffmpeg   decoder: different: %zu of %zu samples\n", different, compared);
  return different;
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 3600;
  const Second recordings = Recordings(std::max(argc - 2, 0), argv + 2);
  const std::string file = "/tmp/g722-compare-" + std::to_string(Clock::now().time_since_epoch().count()) + ".g722";
  std::size_t different = CompareWithSpandsp(recordings, seconds, G722Mode::k64Kbps, file);
  different += CompareWithFfmpeg(file);
  for (const G722Mode mode : {G722Mode::k56Kbps, G722Mode::k48Kbps})
    different += CompareWithSpandsp(recordings, seconds, mode, file);
  std::remove(file.c_str());
  return different == 0 ? 0 : 1;
}
