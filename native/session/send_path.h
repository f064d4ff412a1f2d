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
  void Skip();

  /// Queues digits as telephone-events, or dials them in the audio where none were negotiated.
  void SendDigits(std::string_view digits, Duration duration);

  /// Another codec, or other payload types, for the same RTP stream.
  void Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioEncoder> encoder);

  rtp::SendStream& stream() { return stream_; }
  float level_dbfs() const { return meter_.rms_dbfs(); }
  void SetExpectedLoss(int percent) { encoder_->SetExpectedLoss(percent); }

 private:
  static constexpr std::size_t kMaxDatagram = 1500;

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
};

}  // namespace ossicle::session
