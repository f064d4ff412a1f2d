// A script of datagrams, arrivals and ticks for each codec. Whatever comes, a frame is filled, counts make sense, and
// when the sender stops there is silence in the end.
#include <array>
#include <cstdlib>

#include "codec/codec_registry.h"
#include "core/bytes.h"
#include "hex_seed.h"
#include "session/packet_playout.h"

using namespace ossicle;

namespace {

std::unique_ptr<session::PacketPlayout> Make(std::uint8_t setup) {
  constexpr std::array kKinds = {codec::Kind::kPcmu, codec::Kind::kPcma, codec::Kind::kG722, codec::Kind::kOpus,
                                 codec::Kind::kL16};
  const codec::Kind kind = kKinds[setup % kKinds.size()];
  const codec::CodecDescription& description = codec::Describe(kind);
  const int rate = description.sample_rates_hz[0];
  rtp::JitterBufferConfig config;
  if (setup & 0x40) config.fixed_delay = Milliseconds(60);
  if (setup & 0x80) config.max_delay = Milliseconds(60);
  const session::PacketPlayout::PayloadTypes types{PayloadType{0}, PayloadType{13}};
  return std::make_unique<session::PacketPlayout>(codec::CodecFormat{kind, rate, description.clock_rate_hz},
                                                  std::move(codec::MakeDecoder(kind, rate)).value(), types, config);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> script = fuzz::DecodeSeed(data, size);
  ByteReader reader(script);
  const auto playout = Make(reader.U8());
  std::array<std::uint8_t, 1500> datagram{};
  std::array<Sample, 960> memory{};
  Instant now{};
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint64_t pulled = 0;
  bool noise = false;  // once described, it goes on for ever
  const auto pull = [&](std::size_t samples) {
    const Samples frame = Samples(memory).first(std::clamp<std::size_t>(samples, 1, playout->longest_frame()));
    pulled += frame.size();
    return playout->Pull(now, frame);
  };
  while (reader.ok() && reader.remaining() > 0) {
    const std::uint8_t operation = reader.U8();
    switch (operation & 0x07) {
      case 0:
        sequence = reader.U16();
        timestamp = reader.U32();
        break;
      case 1: now += Milliseconds(operation >> 3); break;
      case 2: now += std::chrono::minutes(operation >> 3); break;
      case 3: (void)pull(static_cast<std::size_t>(operation >> 3) * 8); break;
      case 4: playout->Reset(); break;
      case 5: {  // bytes as they are
        const Bytes raw = reader.Take(std::min<std::size_t>(operation >> 2, reader.remaining()));
        noise = noise || (raw.size() > 1 && (raw[1] & 0x7F) == 13);
        (void)playout->Insert(raw, now);
        break;
      }
      default: {
        const std::uint32_t type = operation >= 0xE0 ? 13 : 0;
        noise = noise || type == 13;
        ByteWriter(datagram).U32(0x80000000u | type << 16 | sequence);
        ByteWriter(MutableBytes(datagram).subspan(4)).U32(timestamp);
        ByteWriter(MutableBytes(datagram).subspan(8)).U32(operation >> 6);
        for (std::size_t i = 12; i < datagram.size(); ++i) datagram[i] = static_cast<std::uint8_t>(operation * i);
        (void)playout->Insert(Bytes(datagram).first(12 + (operation & 0x30u) * 10), now);
        ++sequence, timestamp += 160;
        now += Milliseconds(operation & 8 ? 20 : 0);
        (void)pull(playout->longest_frame());
      }
    }
  }
  bool heard = true;
  for (int tick = 0; tick < 600; ++tick, now += Milliseconds(20)) heard = pull(playout->longest_frame());
  if (heard && !noise) std::abort();
  const auto& stats = playout->playout().stats();
  if (stats.silent_concealed_samples > stats.concealed_samples) std::abort();
  if (stats.removed_samples > stats.emitted_samples + stats.concealed_samples) std::abort();
  return 0;
}
