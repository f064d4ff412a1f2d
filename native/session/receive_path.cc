#include "session/receive_path.h"

#include <algorithm>

namespace ossicle::session {
namespace {

constexpr std::array<const char*, 16> kDigitTexts = {"0", "1", "2", "3", "4", "5", "6", "7",
                                                     "8", "9", "*", "#", "A", "B", "C", "D"};

const char* TextOfDigit(char digit) {
  const std::optional<std::uint8_t> code = rtp::CodeOfDigit(digit);
  return code ? kDigitTexts[*code] : "";
}

}  // namespace

ReceivePath::ReceivePath(Handle endpoint, const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder)
    : endpoint_(endpoint),
      payload_type_(config.payload_type),
      telephone_event_(config.telephone_event),
      comfort_noise_(config.comfort_noise),
      telephone_event_clock_hz_(config.telephone_event_clock_hz),
      media_timeout_(config.media_timeout),
      stream_(config.format.clock_rate_hz),
      dtmf_detector_(config.format.sample_rate_hz),
      activity_detector_(config.format.sample_rate_hz),
      meter_(config.format.sample_rate_hz),
      detection_(config.detection) {
  playout_.emplace(config.format, std::move(decoder), Playout::Totals{});
}

void ReceivePath::Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder) {
  payload_type_ = config.payload_type;
  telephone_event_ = config.telephone_event;
  comfort_noise_ = config.comfort_noise;
  telephone_event_clock_hz_ = config.telephone_event_clock_hz;
  media_timeout_ = config.media_timeout;
  detection_ = config.detection;
  if (!decoder) return;
  stream_.SetClockRate(config.format.clock_rate_hz);
  const Playout::Totals totals = playout_->totals();
  playout_.emplace(config.format, std::move(decoder), totals);
  dtmf_detector_ = dsp::DtmfDetector(config.format.sample_rate_hz);
  activity_detector_ = dsp::ActivityDetector(config.format.sample_rate_hz);
  if (voice_detector_) voice_detector_ = std::make_unique<dsp::VoiceDetector>(config.format.sample_rate_hz);
  meter_ = dsp::LevelMeter(config.format.sample_rate_hz);
}

bool ReceivePath::OnPacket(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick) {
  if (!stream_.OnPacket(packet, arrival)) return false;
  NoteArrival(arrival, tick);
  if (stream_.restarted()) {
    playout_->Reset();
    telephone_events_.Reset();
  }
  if (IsTelephoneEvent(packet.payload_type))
    OnTelephoneEvent(packet, arrival, tick);
  else if (!decoding_)
    return true;
  else if (packet.payload_type != payload_type_)
    playout_->InsertNoise(packet, arrival);
  else
    playout_->Insert(packet, arrival);
  return true;
}

void ReceivePath::OnForeignPacket(const rtp::RtpPacket& packet, Instant arrival) {
  if (!stream_.started() || packet.ssrc != stream_.ssrc() || !stream_.OnPacket(packet, arrival)) return;
  if (stream_.restarted()) playout_->Reset();
  playout_->NoteForeign(packet.sequence_number);
}

void ReceivePath::SetDecoding(bool on) {
  if (on == decoding_) return;
  decoding_ = on;
  warm_ticks_ = 0;
  if (on) playout_->Reset();
}

bool ReceivePath::Pull(const Tick& tick, Samples frame) {
  const bool heard = playout_->Pull(tick.now, frame);
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
  playout_->NoteForeign(packet.sequence_number);
  sends_telephone_events_ = true;
  const auto update = telephone_events_.OnPacket(packet, telephone_event_clock_hz_, arrival);
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
