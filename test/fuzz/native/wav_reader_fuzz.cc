// Any bytes as a WAV stream.
#include "file/wav_reader.h"

#include "audio_reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return ossicle::fuzz::FuzzReader<ossicle::file::WavReader>(data, size);
}
