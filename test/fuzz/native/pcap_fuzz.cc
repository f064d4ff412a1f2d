// Any bytes as a capture file; each datagram found is written again and read back.
#include <cstdlib>

#include "file/pcap_reader.h"
#include "file/pcap_writer.h"
#include "hex_seed.h"

namespace {

using namespace ossicle;

void WriteAndReadBack(const file::PcapUdp& found) {
  std::vector<std::uint8_t> out(file::kPcapFileHeaderBytes + file::kPcapOverheadBytes + found.payload.size());
  const std::size_t head = file::WritePcapFileHeader(out);
  const file::PcapDatagram datagram{
      .wall_clock_us = found.wall_clock_us, .endpoint = found.source_address, .payload = found.payload};
  if (head + file::WritePcapDatagram(datagram, MutableBytes(out).subspan(head)) != out.size()) std::abort();
  auto reader = file::PcapReader::Open(out);
  if (!reader.ok()) std::abort();
  const auto again = reader.value().Next();
  if (!again || again->wall_clock_us != found.wall_clock_us || again->payload.size() != found.payload.size()) std::abort();
  if (!std::equal(again->payload.begin(), again->payload.end(), found.payload.begin())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> file = ossicle::fuzz::DecodeSeed(data, size);
  auto reader = file::PcapReader::Open(file);
  if (!reader.ok()) return 0;
  while (const auto found = reader.value().Next()) WriteAndReadBack(*found);
  return 0;
}
