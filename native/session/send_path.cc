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
  if (SendTelephoneEvent(tick, to, sink)) return;
  if (!tones_.done()) tones_.Process(frame);
  meter_.Process(frame);
  std::array<std::uint8_t, kMaxDatagram> payload;
  const Result<std::size_t> encoded = encoder_->Encode(frame, payload);
  if (!encoded.ok() || encoded.value() == 0) return Skip();
  std::array<std::uint8_t, kMaxDatagram> datagram;
  const rtp::OutgoingPayload outgoing{Bytes(payload).first(encoded.value()), payload_type_, !talk_spurt_};
  const std::size_t size = stream_.Packetize(outgoing, TicksPerFrame(), tick.now, datagram);
  talk_spurt_ = true;
  if (size > 0) sink.SendRtp(to, Bytes(datagram).first(size));
}

void SendPath::Skip() {
  stream_.SkipTime(TicksPerFrame());
  talk_spurt_ = false;
}

void SendPath::SendDigits(std::string_view digits, Duration duration) {
  if (!telephone_event_) {
    tones_.Start(digits, {.on = duration, .off = rtp::TelephoneEventSender::kGap});
    return;
  }
  for (const char digit : digits) telephone_events_.Queue(digit, duration);
}

bool SendPath::SendTelephoneEvent(const Tick& tick, const SocketAddress& to, DatagramSink& sink) {
  if (!telephone_event_) return false;
  const auto event = telephone_events_.Tick(stream_.next_timestamp());
  if (!event) return false;
  std::array<std::uint8_t, 64> datagram;
  const rtp::OutgoingPayload outgoing{event->payload, *telephone_event_, event->marker};
  const std::size_t size = stream_.PacketizeAt(outgoing, event->timestamp, tick.now, datagram);
  Skip();
  if (size > 0) sink.SendRtp(to, Bytes(datagram).first(size));
  return true;
}

}  // namespace ossicle::session
