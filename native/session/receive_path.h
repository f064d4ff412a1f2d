#pragma once

#include <optional>

#include "dsp/dtmf_detector.h"
#include "dsp/level_meter.h"
#include "dsp/voice_detector.h"
#include "dsp/activity_detector.h"
#include "rtp/receive_stream.h"
#include "rtp/telephone_event.h"
#include "session/reception.h"
#include "session/tick.h"

namespace ossicle::session {

/// What one peer says: packets in, frames and events (digits, speech, media) out.
class ReceivePath {
 public:
  ReceivePath(Handle endpoint, const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder);

  int sample_rate_hz() const { return reception_.sample_rate_hz(); }

  /// Whether the payload type was negotiated.
  bool Knows(PayloadType type) const { return FormatOf(type) || IsTelephoneEvent(type) || IsNoise(type); }
  /// A valid RTP packet of a known payload type. False when it was not used (implausible sequence).
  bool OnPacket(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick);
  /// The codec of a payload type; null when none was agreed.
  const codec::CodecFormat* FormatOf(PayloadType type) const { return reception_.FormatOf(type); }
  /// The codec in which the peer speaks now.
  const codec::CodecFormat& format() const { return reception_.format(); }
  /// Whether that has become another since the last call.
  bool TakeCodecChanged() { return std::exchange(codec_changed_, false); }
  /// Brings a decoder for which kDecoderWanted asked. Takes memory; command path only.
  void Prepare(PayloadType type, std::unique_ptr<codec::AudioDecoder> decoder) {
    reception_.Prepare(type, std::move(decoder));
  }

  /// A packet of the peer that carries nothing negotiated: its sequence number is not missing.
  void OnForeignPacket(const rtp::RtpPacket& packet, Instant arrival);

  /// Whether packets are decoded; otherwise they are only counted. Begins anew with the packets to come.
  void SetDecoding(bool on);
  bool decoding() const { return decoding_; }
  /// Once something was decoded, or nothing came that could be.
  bool warm() const { return warm_ticks_ >= kTicksToWarm; }
  /// Whether someone asked for something that takes decoded audio.
  bool needs_audio() const { return detection_ || voice_detector_ != nullptr; }

  /// Whether the peer's keys come as telephone-events.
  bool keys_told() const { return sends_telephone_events_; }

  /// Fills `frame`; false when nothing was said.
  bool Pull(const Tick& tick, Samples frame);
  /// The tick of a path that does not decode.
  void PassTick(const Tick& tick);

  /// Another codec (a null `decoder`: the same), or other payload types, of the same peer: its books go on.
  void Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder);

  /// Puts `detector`, made for this path's rate, in the place of the present one, which it then holds. With none, speech
  /// is told from energy alone.
  void SwapVoiceDetector(std::unique_ptr<dsp::VoiceDetector>& detector) { voice_detector_.swap(detector); }

  rtp::ReceiveStream& stream() { return stream_; }
  const Playout& playout() const { return reception_.playout(); }
  float level_dbfs() const { return decoding_ ? meter_.rms_dbfs() : kSilenceDbfs; }
  /// Of a packet that was used; none before the first.
  const std::optional<Instant>& last_arrival() const { return last_arrival_; }

  bool IsTelephoneEvent(PayloadType type) const { return TelephoneEventClock(type) != 0; }
  /// In Hz; 0 when the payload type is no telephone-event.
  int TelephoneEventClock(PayloadType type) const;
  bool IsNoise(PayloadType type) const { return comfort_noise_ && type == *comfort_noise_; }

 private:
  static constexpr int kTicksToWarm = 5;
  static constexpr float kSilenceDbfs = -127;

  void OnAudio(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick);
  void OnTelephoneEvent(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick);
  void NoteArrival(Instant arrival, const Tick& tick);
  void CheckTimeout(const Tick& tick);
  void DetectDigits(ConstSamples frame, const Tick& tick);
  void DetectSpeech(ConstSamples frame, const Tick& tick);
  void AskForDecoder(const Tick& tick);
  void EmitDigit(char digit, Duration duration, bool inband, const Tick& tick);

  const Handle endpoint_;
  std::vector<AgreedEvents> telephone_event_types_;
  std::optional<PayloadType> comfort_noise_;
  Duration media_timeout_;

  rtp::ReceiveStream stream_;
  rtp::TelephoneEventReceiver telephone_events_;
  Reception reception_;
  bool codec_changed_ = false;
  dsp::DtmfDetector dtmf_detector_;
  dsp::ActivityDetector activity_detector_;
  std::unique_ptr<dsp::VoiceDetector> voice_detector_;
  dsp::LevelMeter meter_;

  /// A peer that sends telephone-events is believed in these alone; the tone beneath would be the same key again.
  bool sends_telephone_events_ = false;
  std::optional<Instant> last_arrival_;
  std::optional<Instant> first_tick_;
  bool timed_out_ = false;
  bool decoding_ = true;
  bool detection_;
  int warm_ticks_ = 0;
  bool speech_ = false;  // as told by events
  Instant speech_since_{};
};

}  // namespace ossicle::session
