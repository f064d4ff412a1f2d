// Any bytes as a FLAC stream.
#include "file/flac_reader.h"

#include "audio_reader_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return ossicle::fuzz::FuzzReader<ossicle::file::FlacReader>(data, size);
}
