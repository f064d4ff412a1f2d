#include "file/ogg_packet_reader.h"

namespace ossicle::file {

void OggPacketReader::Restart() {
  begun_ = too_long_ = false;
  packet_.clear();
}

void OggPacketReader::Begin(const OggPage& page) {
  segment_ = body_at_ = 0;
  if (!page.continued || begun_) return;
  too_long_ = begun_ = true;
  packet_.clear();
}

bool OggPacketReader::Next(const OggPage& page) {
  while (segment_ < page.segments.size()) {
    const std::size_t lacing = page.segments[segment_++];
    if (!begun_) {
      packet_.clear();
      too_long_ = false;
    }
    begun_ = lacing == 255;
    const Bytes part = page.body.subspan(body_at_, lacing);
    body_at_ += lacing;
    if (packet_.size() + lacing > most_bytes_) too_long_ = true;
    if (!too_long_) packet_.insert(packet_.end(), part.begin(), part.end());
    if (!begun_) return true;
  }
  return false;
}

}  // namespace ossicle::file
