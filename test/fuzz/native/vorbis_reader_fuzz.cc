// Any bytes as an Ogg Vorbis stream. Checksums are mended first, or hardly any page would get past them.
#include "file/vorbis_reader.h"

#include "audio_reader_fuzz.h"
#include "ogg_checksums.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> bytes = ossicle::fuzz::DecodeSeed(data, size);
  ossicle::fuzz::MendChecksums(bytes);
  return ossicle::fuzz::FuzzReader<ossicle::file::VorbisReader>(bytes.data(), bytes.size());
}
