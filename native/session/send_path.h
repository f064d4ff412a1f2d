#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "dsp/dtmf_generator.h"
#include "dsp/level_meter.h"
#include "rtp/send_stream.h"
#include "rtp/telephone_event.h"
#include "session/datagram_sink.h"
#include "session/endpoint_config.h"
#include "session/player.h"
#include "session/relay_clock.h"
#include "session/tick.h"

namespace ossicle::session {

/// What one peer hears: mix and playback in, RTP out, one packet per tick.
class SendPath {
 public:
  SendPath(Random& random, const EndpointConfig& config, std::unique_ptr<codec::AudioEncoder> encoder);

  int sample_rate_hz() const { return format_.sample_rate_hz; }

  /// Encodes `frame` (one tick at sample_rate_hz(); it is changed in place) and sends it to `to`.
  void Send(const Tick& tick, Samples frame, const SocketAddress& to, DatagramSink& sink);
  /// A tick in which nothing may be sent: time passes.
  void Skip(Instant now);
  /// The same, but a digit that is due leaves.
  void SkipSound(const Tick& tick, const SocketAddress& to, DatagramSink& sink);
  /// A tick in which the audio is relayed: only digits of our own are sent.
  void Attend(const Tick& tick, const SocketAddress& to, DatagramSink& sink);

  /// Sends on a packet of `source` as it is, but for its header. Not while digits of our own go out in its place.
  void Relay(Handle source, const rtp::RtpPacket& packet, const Tick& tick, const SocketAddress& to, DatagramSink& sink);
  /// Sends on a telephone-event packet of `source` beside the audio. `relayed`: this source's audio is relayed.
  void RelayTelephoneEvent(Handle source, const rtp::RtpPacket& packet, int clock_rate_hz, bool relayed,
                           const Tick& tick, const SocketAddress& to, DatagramSink& sink);
  /// Digits are being dialled in the audio.
  bool dialling() const { return !tones_.done(); }
  /// Digits are being sent as telephone-events.
  bool dialling_events() const { return pressing_ || telephone_events_.busy(); }

  /// Queues digits as telephone-events, or dials them in the audio where none were negotiated.
  void SendDigits(std::string_view digits, Duration duration, std::uint8_t volume);
  /// Forgets them, the one on its way included.
  void StopDigits();

  /// Another codec, or other payload types, for the same RTP stream.
  void Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioEncoder> encoder);

  rtp::SendStream& stream() { return stream_; }
  float level_dbfs() const { return meter_.rms_dbfs(); }
  void SetExpectedLoss(int percent) { encoder_->SetExpectedLoss(percent); }

 private:
  static constexpr std::size_t kMaxDatagram = 1500;

  /// A telephone-event of a source on its way: its packets have one timestamp.
  struct EventUnderWay {
    Handle source;
    std::uint32_t timestamp = 0, mapped = 0;
  };

  void PassTime();
  void EndRelay(Instant now);
  void CatchUp(Instant now);
  std::uint32_t MapEvent(Handle source, const rtp::RtpPacket& packet, bool relayed, Instant now);
  void SendRelayed(const rtp::OutgoingPayload& payload, std::uint32_t timestamp, std::uint32_t duration, Instant now,
                   const SocketAddress& to, DatagramSink& sink);
  bool SendTelephoneEvent(const Tick& tick, const SocketAddress& to, DatagramSink& sink);
  std::uint32_t TicksPerFrame() const { return static_cast<std::uint32_t>(format_.clock_rate_hz / 50); }

  codec::CodecFormat format_;
  PayloadType payload_type_;
  std::optional<PayloadType> telephone_event_;
  int telephone_event_clock_hz_;
  std::unique_ptr<codec::AudioEncoder> encoder_;
  rtp::SendStream stream_;
  rtp::TelephoneEventSender telephone_events_;
  dsp::DtmfGenerator tones_;
  dsp::LevelMeter meter_;
  bool talk_spurt_ = false;  // the previous tick sent audio
  bool pressing_ = false;    // the previous tick sent a digit of our own
  RelayClock relay_clock_;
  std::optional<Instant> relayed_at_;  // the last packet, while audio is relayed
  EventUnderWay event_;
};

}  // namespace ossicle::session
