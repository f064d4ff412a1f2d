// Any bytes as an Ogg Opus stream. Checksums are mended first, or hardly any page would get past them.
#include "session/ogg_opus_reader.h"

#include "audio_reader_fuzz.h"
#include "ogg_checksums.h"

namespace {

class Reader final : public ossicle::session::OggOpusReader {
 public:
  Reader() : OggOpusReader(8000) {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> bytes = ossicle::fuzz::DecodeSeed(data, size);
  ossicle::fuzz::MendChecksums(bytes);
  return ossicle::fuzz::FuzzReader<Reader>(bytes.data(), bytes.size());
}
