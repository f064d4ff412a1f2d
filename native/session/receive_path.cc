#include "session/receive_path.h"

#include <algorithm>

#include "session/digit_text.h"

namespace ossicle::session {
namespace {

std::vector<AgreedEvents> TelephoneEventTypes(const EndpointConfig& config) {
  std::vector<AgreedEvents> types = config.also_events;
  if (config.telephone_event)
    types.insert(types.begin(), {*config.telephone_event, config.telephone_event_clock_hz});
  return types;
}

}  // namespace

ReceivePath::ReceivePath(Handle endpoint, const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder)
    : endpoint_(endpoint),
      telephone_event_types_(TelephoneEventTypes(config)),
      comfort_noise_(config.comfort_noise),
      media_timeout_(config.media_timeout),
      stream_(config.format.clock_rate_hz),
      reception_(config, std::move(decoder)),
      dtmf_detector_(config.format.sample_rate_hz),
      activity_detector_(config.format.sample_rate_hz),
      meter_(config.format.sample_rate_hz),
      detection_(config.detection) {}

void ReceivePath::Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder) {
  telephone_event_types_ = TelephoneEventTypes(config);
  comfort_noise_ = config.comfort_noise;
  media_timeout_ = config.media_timeout;
  detection_ = config.detection;
  const bool same_codec = decoder == nullptr;
  reception_.Reconfigure(config, std::move(decoder));
  stream_.SetClockRate(format().clock_rate_hz);
  if (same_codec) return;
  dtmf_detector_ = dsp::DtmfDetector(config.format.sample_rate_hz);
  activity_detector_ = dsp::ActivityDetector(config.format.sample_rate_hz);
  if (voice_detector_) voice_detector_ = std::make_unique<dsp::VoiceDetector>(config.format.sample_rate_hz);
  meter_ = dsp::LevelMeter(config.format.sample_rate_hz);
}

bool ReceivePath::OnPacket(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick) {
  if (!stream_.OnPacket(packet, arrival)) return false;
  NoteArrival(arrival, tick);
  if (stream_.restarted()) {
    reception_.Reset();
    telephone_events_.Reset();
  }
  if (IsTelephoneEvent(packet.payload_type))
    OnTelephoneEvent(packet, arrival, tick);
  else if (!IsNoise(packet.payload_type))
    OnAudio(packet, arrival, tick);
  else if (decoding_)
    reception_.InsertNoise(packet, arrival);
  return true;
}

void ReceivePath::OnAudio(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick) {
  if (reception_.Follow(packet)) {
    codec_changed_ = true;
    stream_.SetClockRate(format().clock_rate_hz);
    AskForDecoder(tick);
  }
  if (decoding_) reception_.Insert(packet, arrival);
}

void ReceivePath::AskForDecoder(const Tick& tick) {
  if (const std::optional<PayloadType> type = reception_.TakeWanted())
    tick.events.Emit({EventType::kDecoderWanted, endpoint_, static_cast<double>(Raw(*type))});
}

int ReceivePath::TelephoneEventClock(PayloadType type) const {
  for (const AgreedEvents& events : telephone_event_types_)
    if (events.payload_type == type) return events.clock_rate_hz;
  return 0;
}

void ReceivePath::OnForeignPacket(const rtp::RtpPacket& packet, Instant arrival) {
  if (!stream_.started() || packet.ssrc != stream_.ssrc() || !stream_.OnPacket(packet, arrival)) return;
  if (stream_.restarted()) reception_.Reset();
  reception_.NoteForeign(packet.sequence_number);
}

void ReceivePath::SetDecoding(bool on) {
  if (on == decoding_) return;
  decoding_ = on;
  warm_ticks_ = 0;
  if (on) reception_.Reset();
}

bool ReceivePath::Pull(const Tick& tick, Samples frame) {
  const bool heard = reception_.Pull(tick.now, frame);
  AskForDecoder(tick);
  warm_ticks_ = heard ? kTicksToWarm : std::min(warm_ticks_ + 1, kTicksToWarm);
  if (heard || dtmf_detector_.active()) DetectDigits(frame, tick);
  DetectSpeech(frame, tick);
  meter_.Process(frame);
  PassTick(tick);
  return heard;
}

void ReceivePath::PassTick(const Tick& tick) {
  if (const std::optional<rtp::Digit> digit = telephone_events_.Poll(tick.now))
    EmitDigit(digit->digit, digit->duration, false, tick);
  CheckTimeout(tick);
}

void ReceivePath::OnTelephoneEvent(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick) {
  reception_.NoteForeign(packet.sequence_number);
  sends_telephone_events_ = true;
  const auto update = telephone_events_.OnPacket(packet, TelephoneEventClock(packet.payload_type), arrival);
  if (update.finished) EmitDigit(update.finished->digit, update.finished->duration, false, tick);
}

void ReceivePath::NoteArrival(Instant arrival, const Tick& tick) {
  if (!last_arrival_) tick.events.Emit({EventType::kMediaStarted, endpoint_});
  last_arrival_ = arrival;
  timed_out_ = false;
}

void ReceivePath::CheckTimeout(const Tick& tick) {
  if (!first_tick_) first_tick_ = tick.now;
  const Duration silent = tick.now - last_arrival_.value_or(*first_tick_);
  if (media_timeout_ == Duration::zero() || timed_out_ || silent < media_timeout_) return;
  timed_out_ = true;
  tick.events.Emit({EventType::kMediaTimeout, endpoint_, ToMilliseconds(silent)});
}

void ReceivePath::DetectDigits(ConstSamples frame, const Tick& tick) {
  if (sends_telephone_events_ || !detection_) return;
  if (const auto digit = dtmf_detector_.Process(frame)) EmitDigit(digit->digit, digit->duration, true, tick);
}

void ReceivePath::DetectSpeech(ConstSamples frame, const Tick& tick) {
  bool speech;
  if (voice_detector_) {
    voice_detector_->Process(frame);
    speech = voice_detector_->speech();
  } else if (!detection_) {
    speech = false;
  } else {
    activity_detector_.Process(frame);
    speech = activity_detector_.speech();
  }
  if (speech == speech_) return;
  speech_ = speech;
  if (speech) {
    speech_since_ = tick.now;
    tick.events.Emit({EventType::kSpeechStarted, endpoint_});
  } else {
    tick.events.Emit({EventType::kSpeechEnded, endpoint_, ToMilliseconds(tick.now - speech_since_)});
  }
}

void ReceivePath::EmitDigit(char digit, Duration duration, bool inband, const Tick& tick) {
  tick.events.Emit({EventType::kDtmf, endpoint_, ToMilliseconds(duration), inband ? 1.0 : 0.0, TextOfDigit(digit)});
}

}  // namespace ossicle::session
