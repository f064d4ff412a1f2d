#include "session/playout.h"

#include <algorithm>

namespace ossicle::session {
namespace {

constexpr Duration kLongestPacket = Milliseconds(120);  // RFC 6716 section 2.1.4

rtp::JitterBufferConfig JitterBufferConfigFor(const codec::CodecFormat& format) {
  rtp::JitterBufferConfig config;
  config.clock_rate_hz = format.clock_rate_hz;
  return config;
}

}  // namespace

Playout::Playout(const codec::CodecFormat& format, std::unique_ptr<codec::AudioDecoder> decoder, const Totals& earlier)
    : format_(format),
      earlier_(earlier),
      decoder_(std::move(decoder)),
      jitter_buffer_(JitterBufferConfigFor(format)),
      concealment_(format.sample_rate_hz),
      queue_(FrameSamples(format.sample_rate_hz) + FrameSamples(format.sample_rate_hz, kLongestPacket)) {}

void Playout::Reset() {
  jitter_buffer_.Reset();
  decoder_->Reset();
  concealment_.Reset();
}

bool Playout::Pull(Instant now, bool quiet, Samples frame) {
  using Kind = rtp::JitterBuffer::Playout::Kind;
  jitter_buffer_.SetQuiet(quiet);
  bool empty = false;
  while (queued_ < frame.size() && !empty) {
    const rtp::JitterBuffer::Playout next = jitter_buffer_.Next(now);
    if (next.kind == Kind::kPacket) AppendPacket(next);
    if (next.kind == Kind::kLost) AppendSubstitute(SamplesOf(next.duration_ticks), next.next_payload);
    empty = next.kind == Kind::kEmpty;
  }
  const std::size_t count = std::min(queued_, frame.size());
  std::copy_n(queue_.begin(), count, frame.begin());
  std::fill(frame.begin() + static_cast<std::ptrdiff_t>(count), frame.end(), Sample{0});
  std::copy(queue_.begin() + static_cast<std::ptrdiff_t>(count), queue_.begin() + static_cast<std::ptrdiff_t>(queued_),
            queue_.begin());
  queued_ -= count;
  return count > 0;
}

Playout::Totals Playout::totals() const {
  const rtp::JitterBufferStats& stats = jitter_buffer_.stats();
  const auto concealed_ticks = static_cast<std::int64_t>(stats.concealed_ticks);
  return {earlier_.late + stats.late, earlier_.duplicate + stats.duplicate,
          earlier_.concealed + SamplesToDuration(concealed_ticks, format_.clock_rate_hz)};
}

std::size_t Playout::SamplesOf(std::int64_t ticks) const {
  const std::int64_t samples = ticks * format_.sample_rate_hz / format_.clock_rate_hz;
  const auto longest = static_cast<std::int64_t>(FrameSamples(format_.sample_rate_hz, kLongestPacket));
  return static_cast<std::size_t>(std::clamp<std::int64_t>(samples, 1, longest));
}

void Playout::AppendPacket(const rtp::JitterBuffer::Playout& playout) {
  const Samples room = Room();
  const Result<std::size_t> decoded = decoder_->Decode(playout.payload, room);
  if (!decoded.ok()) {
    ++undecodable_;
    AppendSubstitute(FrameSamples(format_.sample_rate_hz), {});
    return;
  }
  if (!decoder_->has_own_concealment()) concealment_.Good(room.first(decoded.value()));
  queued_ += decoded.value();
}

void Playout::AppendSubstitute(std::size_t samples, Bytes next_payload) {
  const Samples out = Room().first(std::min(samples, Room().size()));
  std::size_t written = next_payload.empty() ? 0 : decoder_->DecodeFec(next_payload, out);
  if (written == 0 && decoder_->has_own_concealment()) written = decoder_->Conceal(out);
  if (!decoder_->has_own_concealment()) {
    concealment_.Conceal(out);
    written = out.size();
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(written), out.end(), Sample{0});
  queued_ += out.size();
}

}  // namespace ossicle::session
