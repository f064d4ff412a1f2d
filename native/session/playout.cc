#include "session/playout.h"

#include <algorithm>

namespace ossicle::session {
namespace {

// Half a second at 64 kbit/s, as G.711 and G.722 have it: the longest delay and a burst.
constexpr std::size_t kMostPackets = 48, kMostBytesAt64Kbps = 4000;
constexpr Duration kFadedOut = Milliseconds(60);        // dsp::Concealment
constexpr Duration kLongestPacket = Milliseconds(120);  // RFC 6716 section 2.1.4

rtp::JitterBufferConfig Completed(rtp::JitterBufferConfig config, const codec::CodecFormat& format,
                                  const codec::AudioDecoder& decoder) {
  config.clock_rate_hz = format.clock_rate_hz;
  config.whole_packets = decoder.has_own_concealment();
  config.max_packets = kMostPackets;
  if (format.kind != codec::Kind::kOpus && format.kind != codec::Kind::kL16) config.max_bytes = kMostBytesAt64Kbps;
  return config;
}

}  // namespace

Playout::Playout(const codec::CodecFormat& format, std::unique_ptr<codec::AudioDecoder> decoder, const Totals& earlier,
                 rtp::JitterBufferConfig delay)
    : format_(format),
      earlier_(earlier),
      decoder_(std::move(decoder)),
      jitter_buffer_(Completed(delay, format, *decoder_), earlier.bursts),
      concealment_(format.sample_rate_hz),
      stretch_(format.sample_rate_hz),
      queue_(stretch_.longest() * 2 + FrameSamples(format.sample_rate_hz) +
             FrameSamples(format.sample_rate_hz, kLongestPacket)),
      past_(stretch_.longest()),
      used_(past_),
      stats_(earlier.stats) {}

void Playout::Reset() {
  jitter_buffer_.Reset();
  decoder_->Reset();
  concealment_.Reset();
  noise_.reset();
  noise_known_ = in_noise_ = false;
}

void Playout::CountOn(const Totals& earlier) {
  earlier_ = earlier;
  stats_ = earlier.stats;
  jitter_buffer_.CountOn(earlier.bursts);
}

rtp::JitterBuffer::Insertion Playout::InsertNoise(const rtp::RtpPacket& packet, Instant arrival) {
  // No two streams of a mix have the same noise.
  if (!noise_) noise_.emplace(format_.sample_rate_hz, Raw(packet.ssrc));
  return jitter_buffer_.InsertNoise(packet, arrival);
}

bool Playout::Pull(Instant now, Samples frame) {
  const Duration tick = DurationOf(frame.size());
  jitter_buffer_.NotePlayed(tick);
  while (pending() < frame.size() && Append(now, frame.size(), tick)) {
  }
  bool heard = pending() > 0;
  if (pending() < frame.size()) {
    heard = FillPause(Room().first(frame.size() - pending())) || heard;
  } else if (jitter_buffer_.ShouldInsert(now, DurationOf(pending() - frame.size()), tick)) {
    (void)Lengthen();
  }
  const auto begin = queue_.begin();
  const auto from = static_cast<std::ptrdiff_t>(past_), count = static_cast<std::ptrdiff_t>(frame.size());
  std::copy_n(begin + from, count, frame.begin());
  std::copy(begin + count, begin + static_cast<std::ptrdiff_t>(used_), begin);
  used_ -= frame.size();
  return heard;
}

/// More audio into the queue; false when there is none.
bool Playout::Append(Instant now, std::size_t wanted, Duration tick) {
  using Kind = rtp::JitterBuffer::Playout::Kind;
  const std::size_t before = pending();
  if (before > 0 && jitter_buffer_.ShouldInsert(now, Duration::zero(), tick) && Lengthen()) return true;
  const rtp::JitterBuffer::Playout next = jitter_buffer_.Next(now, DurationOf(wanted - before));
  if (next.kind == Kind::kEmpty) return false;
  if (next.kind == Kind::kNoise) return Describe(next.payload), true;
  if (next.kind == Kind::kPacket) {
    AppendPacket(next);
    CountEmitted(pending() - before, jitter_buffer_.last_delay() + DurationOf(before));
    Shorten(before, tick);
  } else {
    AppendSubstitute(SamplesOf(next.duration_ticks), next.next_payload);
  }
  return true;
}

void Playout::Shorten(std::size_t before, Duration tick) {
  const Duration removable = jitter_buffer_.Removable(DurationOf(before), tick);
  const auto most = static_cast<std::size_t>(DurationToSamples(removable, format_.sample_rate_hz));
  const std::size_t removed = stretch_.Shorten(Samples(queue_).first(used_), past_, most, jitter_buffer_.in_a_hurry());
  used_ -= removed;
  stats_.removed_samples += removed;
  jitter_buffer_.NoteRemoved(DurationOf(removed));
}

bool Playout::Lengthen() {
  const std::size_t inserted = stretch_.Lengthen(queue_, used_, past_);
  used_ += inserted;
  stats_.inserted_samples += inserted;
  jitter_buffer_.NoteInserted(DurationOf(inserted));
  return inserted > 0;
}

Duration Playout::DurationOf(std::size_t samples) const {
  return SamplesToDuration(static_cast<std::int64_t>(samples), format_.sample_rate_hz);
}

Playout::Totals Playout::totals() const {
  const rtp::JitterBufferStats& stats = jitter_buffer_.stats();
  const auto concealed_ticks = static_cast<std::int64_t>(stats.concealed_ticks);
  return {earlier_.discarded + stats.discarded(), earlier_.duplicate + stats.duplicate,
          earlier_.concealed + SamplesToDuration(concealed_ticks, format_.clock_rate_hz), stats_, stats.bursts};
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
    ++stats_.packets_undecodable;
    AppendSubstitute(FrameSamples(format_.sample_rate_hz), {});
    return;
  }
  const std::size_t skip =
      playout.skip_ticks > 0 ? std::min(SamplesOf(playout.skip_ticks), decoded.value() - 1) : std::size_t{0};
  const Samples heard = room.first(decoded.value() - skip);
  if (skip > 0) std::copy_n(room.begin() + static_cast<std::ptrdiff_t>(skip), heard.size(), heard.begin());
  if (!decoder_->has_own_concealment()) {
    if (in_noise_) concealment_.Bridge();
    concealment_.Good(heard);
  }
  in_noise_ = false;
  used_ += heard.size();
  concealed_run_ = 0;
}

void Playout::Describe(Bytes noise) {
  const Result<codec::NoiseDescription> description = codec::ParseComfortNoise(noise);
  if (!description.ok()) {
    ++stats_.packets_undecodable;
    return;
  }
  noise_->SetDescription(description.value());
  noise_known_ = true;
}

/// Puts noise, as far as it is known, or silence into the queue; false for silence.
bool Playout::FillPause(Samples out) {
  used_ += out.size();
  if (!noise_known_) {
    std::fill(out.begin(), out.end(), Sample{0});
    return false;
  }
  noise_->Generate(out);
  if (!in_noise_) concealment_.Bridge();
  concealment_.Good(out);
  in_noise_ = true;
  concealed_run_ = 0;
  return true;
}

void Playout::CountEmitted(std::size_t samples, Duration delay) {
  stats_.emitted_samples += samples;
  stats_.delay_s += ToSeconds(delay) * static_cast<double>(samples);
  stats_.target_delay_s += ToSeconds(jitter_buffer_.target_delay()) * static_cast<double>(samples);
  stats_.minimum_delay_s += ToSeconds(jitter_buffer_.minimum_delay()) * static_cast<double>(samples);
}

void Playout::CountConcealed(std::size_t samples) {
  if (concealed_run_ == 0) ++stats_.concealment_events;
  concealed_run_ += samples;
  stats_.concealed_samples += samples;
  if (concealed_run_ > FrameSamples(format_.sample_rate_hz, kFadedOut)) stats_.silent_concealed_samples += samples;
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
  used_ += out.size();
  CountConcealed(out.size());
}

}  // namespace ossicle::session
