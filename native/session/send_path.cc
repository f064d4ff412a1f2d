#include "session/send_path.h"

#include <algorithm>

namespace ossicle::session {

SendPath::SendPath(Random& random, const EndpointConfig& config, std::unique_ptr<codec::AudioEncoder> encoder)
    : format_(config.format),
      payload_type_(config.payload_type),
      telephone_event_(config.telephone_event),
      telephone_event_clock_hz_(config.telephone_event_clock_hz),
      encoder_(std::move(encoder)),
      stream_(random, config.format.clock_rate_hz),
      telephone_events_(config.telephone_event_clock_hz, kFrameDuration),
      tones_(config.format.sample_rate_hz),
      meter_(config.format.sample_rate_hz) {}

void SendPath::Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioEncoder> encoder) {
  payload_type_ = config.payload_type;
  telephone_event_ = config.telephone_event;
  if (encoder || telephone_event_clock_hz_ != config.telephone_event_clock_hz) {
    telephone_event_clock_hz_ = config.telephone_event_clock_hz;
    telephone_events_ = rtp::TelephoneEventSender(telephone_event_clock_hz_, kFrameDuration);
  }
  if (!encoder) return;
  format_ = config.format;
  encoder_ = std::move(encoder);
  stream_.SetClockRate(format_.clock_rate_hz);
  tones_ = dsp::DtmfGenerator(format_.sample_rate_hz);
  meter_ = dsp::LevelMeter(format_.sample_rate_hz);
}

void SendPath::Send(const Tick& tick, Samples frame, const SocketAddress& to, DatagramSink& sink) {
  EndRelay(tick.now);
  if (SendTelephoneEvent(tick, to, sink)) return;
  if (!tones_.done()) tones_.Process(frame);
  meter_.Process(frame);
  std::array<std::uint8_t, kMaxDatagram> payload;
  const Result<std::size_t> encoded = encoder_->Encode(frame, payload);
  if (!encoded.ok() || encoded.value() == 0) return PassTime();
  std::array<std::uint8_t, kMaxDatagram> datagram;
  const rtp::OutgoingPayload outgoing{Bytes(payload).first(encoded.value()), payload_type_, !talk_spurt_};
  const std::size_t size = stream_.Packetize(outgoing, TicksPerFrame(), tick.now, datagram);
  talk_spurt_ = true;
  if (size > 0) sink.SendRtp(to, Bytes(datagram).first(size));
}

void SendPath::SkipSound(const Tick& tick, const SocketAddress& to, DatagramSink& sink) {
  EndRelay(tick.now);
  if (!SendTelephoneEvent(tick, to, sink)) PassTime();
}

void SendPath::Skip(Instant now) {
  EndRelay(now);
  PassTime();
}

void SendPath::PassTime() {
  stream_.SkipTime(TicksPerFrame());
  talk_spurt_ = false;
}

void SendPath::SendDigits(std::string_view digits, Duration duration, std::uint8_t volume) {
  if (!telephone_event_) {
    tones_.Start(digits, {.on = duration, .off = rtp::TelephoneEventSender::kGap});
    return;
  }
  for (const char digit : digits) telephone_events_.Queue(digit, duration, volume);
}

void SendPath::StopDigits() {
  tones_.Stop();
  telephone_events_.Clear();
}

bool SendPath::SendTelephoneEvent(const Tick& tick, const SocketAddress& to, DatagramSink& sink) {
  pressing_ = false;
  if (!telephone_event_) return false;
  const auto event = telephone_events_.Tick(stream_.next_timestamp());
  if (!event) return false;
  pressing_ = true;
  std::array<std::uint8_t, 64> datagram;
  const rtp::OutgoingPayload outgoing{event->payload, *telephone_event_, event->marker};
  const std::size_t size = stream_.PacketizeAt(outgoing, event->timestamp, tick.now, datagram);
  PassTime();
  if (size > 0) sink.SendRtp(to, Bytes(datagram).first(size));
  return true;
}

void SendPath::Attend(const Tick& tick, const SocketAddress& to, DatagramSink& sink) {
  if (telephone_events_.busy()) CatchUp(tick.now);
  (void)SendTelephoneEvent(tick, to, sink);
}

void SendPath::Relay(Handle source, const rtp::RtpPacket& packet, const Tick& tick, const SocketAddress& to,
                     DatagramSink& sink) {
  if (!relay_clock_.Follows(source, packet.ssrc)) {
    CatchUp(tick.now);
    relay_clock_.Follow(source, packet.ssrc, packet.timestamp, stream_.next_timestamp());
  }
  const std::uint32_t duration = relay_clock_.DurationOf(packet, TicksPerFrame());
  relayed_at_ = tick.now;
  talk_spurt_ = false;
  if (pressing_) return;
  SendRelayed({packet.payload, packet.payload_type, packet.marker}, relay_clock_.Map(packet.timestamp), duration,
              tick.now, to, sink);
}

void SendPath::RelayTelephoneEvent(Handle source, const rtp::RtpPacket& packet, int clock_rate_hz, bool relayed,
                                   const Tick& tick, const SocketAddress& to, DatagramSink& sink) {
  const Result<rtp::TelephoneEvent> read = rtp::ParseTelephoneEvent(packet.payload);
  if (!telephone_event_ || pressing_ || !read.ok()) return;
  const bool same_clock = clock_rate_hz == telephone_event_clock_hz_;
  const bool mapped = relayed && same_clock && clock_rate_hz == format_.clock_rate_hz;
  const std::uint32_t timestamp = MapEvent(source, packet, mapped, tick.now);
  if (same_clock)
    return SendRelayed({packet.payload, *telephone_event_, packet.marker}, timestamp, 0, tick.now, to, sink);
  rtp::TelephoneEvent event = read.value();
  const std::int64_t duration = std::int64_t{event.duration} * telephone_event_clock_hz_ / clock_rate_hz;
  event.duration = static_cast<std::uint16_t>(std::min<std::int64_t>(duration, 0xFFFF));
  const auto payload = rtp::WriteTelephoneEvent(event);
  SendRelayed({payload, *telephone_event_, packet.marker}, timestamp, 0, tick.now, to, sink);
}

std::uint32_t SendPath::MapEvent(Handle source, const rtp::RtpPacket& packet, bool relayed, Instant now) {
  if (relayed) {
    if (!relay_clock_.Follows(source, packet.ssrc)) {
      CatchUp(now);
      relay_clock_.Follow(source, packet.ssrc, packet.timestamp, stream_.next_timestamp());
    }
    return relay_clock_.Map(packet.timestamp);
  }
  if (event_.source == source && event_.timestamp == packet.timestamp) return event_.mapped;
  CatchUp(now);
  event_ = {source, packet.timestamp, stream_.next_timestamp()};
  return event_.mapped;
}

void SendPath::SendRelayed(const rtp::OutgoingPayload& payload, std::uint32_t timestamp, std::uint32_t duration,
                           Instant now, const SocketAddress& to, DatagramSink& sink) {
  std::array<std::uint8_t, kMaxDatagramBytes> datagram;
  const std::size_t size = stream_.PacketizeRelayed(payload, timestamp, duration, now, datagram);
  if (size > 0) sink.SendRtp(to, Bytes(datagram).first(size));
}

/// While audio is relayed the clock stands still between packets; this takes it to now if there was a pause.
void SendPath::CatchUp(Instant now) {
  if (!relayed_at_) return;
  const Duration paused = now - *relayed_at_ - kFrameDuration;
  if (paused < kFrameDuration * 3 / 2) return;
  stream_.SkipTime(static_cast<std::uint32_t>(paused / kFrameDuration) * TicksPerFrame());
  relayed_at_ = now - kFrameDuration;
}

void SendPath::EndRelay(Instant now) {
  CatchUp(now);
  relayed_at_.reset();
  relay_clock_.Forget();
}

}  // namespace ossicle::session
