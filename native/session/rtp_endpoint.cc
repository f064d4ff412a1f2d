#include "session/rtp_endpoint.h"

#include <algorithm>

#include "rtp/e_model.h"
#include "rtp/rtp_packet.h"

namespace ossicle::session {
namespace {

/// Those of RFC 3611 sections 4.7.1 and 4.7.2.
void AddLossFigures(const Playout& playout, EndpointStats& stats) {
  const double expected = stats.packets_received + stats.packets_lost;
  if (expected > 0) stats.discard_rate = std::min(stats.packets_discarded / expected, 1.0);
  const rtp::BurstMetrics::Figures bursts = playout.packet_stats().bursts.figures();
  const double packet_ms = ToMilliseconds(playout.packet_duration());
  stats.burst_density = bursts.burst_density;
  stats.gap_density = bursts.gap_density;
  stats.burst_duration_ms = bursts.burst_places * packet_ms;
  stats.gap_duration_ms = bursts.gap_places * packet_ms;
}

void AddPlayoutFigures(const Playout& playout, Instant now, EndpointStats& stats) {
  const Playout::Totals totals = playout.totals();
  stats.packets_discarded = static_cast<double>(totals.discarded);
  stats.packets_duplicated = static_cast<double>(totals.duplicate);
  stats.packets_undecodable = static_cast<double>(totals.stats.packets_undecodable);
  stats.jitter_buffer_delay_ms = ToMilliseconds(playout.delay(now));
  stats.jitter_buffer_target_delay_ms = ToMilliseconds(playout.target_delay());
  stats.jitter_buffer_minimum_delay_ms = ToMilliseconds(playout.minimum_delay());
  stats.concealed_ms = ToMilliseconds(totals.concealed);
  stats.concealed_samples = static_cast<double>(totals.stats.concealed_samples);
  stats.silent_concealed_samples = static_cast<double>(totals.stats.silent_concealed_samples);
  stats.concealment_events = static_cast<double>(totals.stats.concealment_events);
  stats.inserted_samples = static_cast<double>(totals.stats.inserted_samples);
  stats.removed_samples = static_cast<double>(totals.stats.removed_samples);
  AddLossFigures(playout, stats);
}

void AddVoiceFigures(const dsp::VoiceProcessor& voice, EndpointStats& stats) {
  const dsp::EchoCanceller* echo = voice.echo_canceller().part();
  if (echo && echo->echo_return().known())
    stats.echo_return_loss_enhancement_db = double{echo->echo_return().enhancement_db()};
  if (const dsp::NoiseSuppressor* noise = voice.noise_suppressor().part())
    stats.noise_level_dbfs = double{noise->noise_level_dbfs()};
  if (const dsp::GainControl* gain = voice.gain_control().part()) stats.gain_db = double{gain->gain_db()};
}

}  // namespace

RtpEndpoint::RtpEndpoint(Handle id, std::uint64_t seed, std::string_view cname, DatagramSink& sink)
    : Endpoint(id, EndpointKind::kRtp), srtp_(sink), sink_(srtp_, recordings_), random_(seed), rtcp_(id, random_, cname) {}

void RtpEndpoint::Configure(const EndpointConfig& config, CodecPair codec) {
  const bool same_format = configured() && config.format.kind == config_.format.kind &&
                           config.format.sample_rate_hz == config_.format.sample_rate_hz;
  config_ = config;
  peer_.Signal(config.remote_rtp, config.remote_rtcp, config.rtcp_mux, config.learning);
  if (same_format) {
    receive_->Reconfigure(config, nullptr);
    send_->Reconfigure(config, nullptr);
    return;
  }
  if (configured()) {
    receive_->Reconfigure(config, std::move(codec.decoder));
    send_->Reconfigure(config, std::move(codec.encoder));
  } else {
    receive_ = std::make_unique<ReceivePath>(id(), config, std::move(codec.decoder));
    send_ = std::make_unique<SendPath>(random_, config, std::move(codec.encoder));
  }
  ApplyFormat();
}

void RtpEndpoint::Secure(std::unique_ptr<secure::SrtpSession>& srtp, Instant now) {
  if (srtp_.Renew(srtp, now)) peer_.Relearn();
}

void RtpEndpoint::SetMixRate(int mix_rate_hz) {
  if (mix_rate_hz == mix_rate_hz_) return;
  mix_rate_hz_ = mix_rate_hz;
  if (configured()) ApplyFormat();
}

void RtpEndpoint::ApplyFormat() {
  const int rate = sample_rate_hz();
  to_mix_.emplace(rate, mix_rate_hz_);
  from_mix_.emplace(mix_rate_hz_, rate);
  received_.assign(FrameSamples(rate), 0);
  outgoing_.assign(FrameSamples(rate), 0);
  heard_mix_.assign(FrameSamples(mix_rate_hz_), 0);
  heard_ = {};
  SetVoiceRate(rate);
  if (player_) player_->SetChannelRate(rate);
  recordings_.SetChannelRate(rate);
}

void RtpEndpoint::Play(std::unique_ptr<Player> player, EventSink& events) {
  EndPlayback(PlaybackEnd::kReplaced, events);
  player_ = std::move(player);
  player_->SetChannelRate(sample_rate_hz());
}

void RtpEndpoint::StopPlayback(Handle playback, EventSink& events) {
  if (player_ && player_->id() == playback) EndPlayback(PlaybackEnd::kStopped, events);
}

void RtpEndpoint::EndPlayback(PlaybackEnd end, EventSink& events) {
  if (!player_) return;
  events.Emit({EventType::kPlaybackEnded, player_->id(), ToMilliseconds(player_->played()), static_cast<double>(end),
               player_->error()});
  events.Retire(std::move(player_));
}

void RtpEndpoint::SendDigits(std::string_view digits, Duration duration, std::uint8_t volume) {
  if (send_) send_->SendDigits(digits, duration, volume);
}

void RtpEndpoint::StopDigits() {
  if (send_) send_->StopDigits();
}

void RtpEndpoint::Close(const Tick& tick) {
  EndPlayback(PlaybackEnd::kClosed, tick.events);
  sink_.SetTick(tick);
  if (configured()) rtcp_.SendGoodbye(tick, peer_, send_->stream(), receive_->stream(), sink_);
  recordings_.Close();
}

void RtpEndpoint::OnRtp(Bytes datagram, const SocketAddress& source, Instant arrival, const Tick& tick) {
  if (config_.rtcp_mux && rtp::LooksLikeRtcp(datagram)) return OnRtcp(datagram, source, arrival, tick);
  if (!configured() || !OpenAndTakeRtp(datagram, source, arrival, tick)) ++datagrams_dropped_;
}

bool RtpEndpoint::OpenAndTakeRtp(Bytes datagram, const SocketAddress& source, Instant arrival, const Tick& tick) {
  // A stranger's packets are not worth the work, nor do they count as forgeries of this peer.
  if (srtp_.secured() && peer_.settled() && source != peer_.rtp()) return false;
  SrtpPath::Buffer buffer;
  const Result<rtp::RtpPacket> packet = rtp::ParseRtp(srtp_.OpenRtp(datagram, arrival, buffer));
  return packet.ok() && IsRtpForUs(packet.value(), source, arrival, tick);
}

bool RtpEndpoint::IsRtpForUs(const rtp::RtpPacket& packet, const SocketAddress& source, Instant arrival,
                             const Tick& tick) {
  if (!receive_->Knows(packet.payload_type)) {
    // What was not negotiated teaches no address either.
    if (source == peer_.rtp()) receive_->OnForeignPacket(packet, arrival);
    return false;
  }
  if (!peer_.Accept(source, arrival) || !receive_->OnPacket(packet, arrival, tick)) return false;
  if (receive_->TakeCodecChanged()) NoteChange();
  recordings_.ReceivedRtp(packet, arrival, tick);
  if (config_.receives) Forward(packet, tick);
  return true;
}

void RtpEndpoint::OnRtcp(Bytes datagram, const SocketAddress& source, Instant arrival, const Tick& tick) {
  SrtpPath::Buffer buffer;
  const Bytes plain = configured() && peer_.AcceptRtcp(source) ? srtp_.OpenRtcp(datagram, arrival, buffer) : Bytes();
  const bool used = !plain.empty() && rtcp_.OnDatagram(plain, arrival, send_->stream(), receive_->stream(), tick);
  ++(used ? reports_received_ : datagrams_dropped_);
  if (used) recordings_.ReceivedRtcp(plain, arrival, tick);
  if (used && send_->stream().has_remote_report())
    send_->SetExpectedLoss(static_cast<int>(send_->stream().remote_loss_ratio() * 100));
}

ConstSamples RtpEndpoint::Receive(const Tick& tick) {
  heard_ = {};
  if (!configured()) return heard_;
  if (!receive_->decoding()) {
    receive_->PassTick(tick);
    return heard_;
  }
  const bool pulled = receive_->Pull(tick, received_);
  if (!was_warm_ && receive_->warm()) NoteChange();
  was_warm_ = receive_->warm();
  const bool spoken = ProcessVoice() || pulled;
  Watch(spoken ? ConstSamples(received_) : ConstSamples(), tick, receive_->keys_told());
  recordings_.Said(received_, tick.events);
  if (!spoken || !config_.receives) return heard_;
  if (sample_rate_hz() == mix_rate_hz_) return heard_ = received_;
  const std::size_t samples = to_mix_->Process(received_, heard_mix_);
  return heard_ = ConstSamples(heard_mix_).first(samples);
}

void RtpEndpoint::SwitchVoicePart(std::unique_ptr<VoiceChain>& chain, VoicePart& part, VoicePart& retired) {
  if (!configured() || chain->sample_rate_hz() != sample_rate_hz()) return;
  if (!voice_ || voice_->sample_rate_hz() != sample_rate_hz()) voice_.swap(chain);
  voice_->Switch(part, retired);
}

/// Whether there is a voice chain: what it holds back goes on after the last packet. What went out in the last tick is
/// what the peer's loudspeaker plays.
bool RtpEndpoint::ProcessVoice() {
  if (!voice_ || voice_->empty() || voice_->sample_rate_hz() != sample_rate_hz()) return false;
  voice_->Process(outgoing_, received_);
  return true;
}

void RtpEndpoint::Transmit(const Tick& tick, const Hearing& hearing) {
  if (!configured()) return;
  ticks_since_relay_ = std::min(ticks_since_relay_ + 1, kTicksOfPause);
  sink_.SetTick(tick);
  if (hearing.relayed) {
    if (recordings_.wants_heard()) {  // on its way to being mixed
      std::fill(outgoing_.begin(), outgoing_.end(), Sample{0});
      recordings_.Heard(outgoing_, tick.events);
    }
    if (may_send()) send_->Attend(tick, peer_.rtp(), sink_);
  } else {
    TransmitMix(tick, hearing);
  }
  if (had_own_sound_ != HasOwnSound()) NoteChange();
  had_own_sound_ = HasOwnSound();
  if (peer_.known() && !is_awaited()) rtcp_.Send(tick, peer_, send_->stream(), receive_->stream(), sink_);
  PublishStats(tick.now);
}

void RtpEndpoint::TransmitMix(const Tick& tick, const Hearing& hearing) {
  if (hearing.mix.empty())
    std::fill(outgoing_.begin(), outgoing_.end(), Sample{0});
  else
    from_mix_->Process(hearing.mix, outgoing_);
  const bool sounds = !hearing.mix.empty() || hearing.speakers > 1 || HasOwnSound();
  PlayInto(outgoing_, tick);
  recordings_.Heard(outgoing_, tick.events);
  const bool due = sounds || config_.steady;
  held_back_ += due && is_awaited() ? 1 : 0;
  if (due && may_send())
    send_->Send(tick, outgoing_, peer_.rtp(), sink_);
  else if (may_send())
    send_->SkipSound(tick, peer_.rtp(), sink_);
  else
    send_->Skip(tick.now);
}

/// Whether the peer is to hear something that nobody in the session says.
bool RtpEndpoint::HasOwnSound() const { return player_ != nullptr || (configured() && send_->dialling()); }

bool RtpEndpoint::CanRelay(const RtpEndpoint& from) const {
  if (!configured() || !from.configured() || config_.steady || loopback_ || HasOwnSound()) return false;
  const bool untouched = (!voice_ || voice_->empty()) && (!from.voice_ || from.voice_->empty()) &&
                         from.participation().gain_db == 0;
  return untouched && IsSameCodec(config_.format, from.receive_->format());
}

void RtpEndpoint::ClearRelays() {
  relayed_before_ = relayed_from_;
  relayed_from_ = nullptr;
  first_relay_ = next_relay_ = nullptr;
}

void RtpEndpoint::AddRelay(RtpEndpoint& to) {
  to.next_relay_ = first_relay_;
  to.relayed_from_ = this;
  first_relay_ = &to;
}

void RtpEndpoint::SetHeardDecoded(bool heard) {
  if (!configured()) return;
  const bool own_use = receive_->needs_audio() || recordings_.wants_audio() || (voice_ && !voice_->empty()) || loopback_ ||
                       watched();
  receive_->SetDecoding(heard || own_use);
  was_warm_ = receive_->warm();
}

void RtpEndpoint::Forward(const rtp::RtpPacket& packet, const Tick& tick) {
  if (receive_->IsTelephoneEvent(packet.payload_type)) {
    if (routes_) routes_->RouteTelephoneEvent(*this, packet, tick);
    return;
  }
  for (RtpEndpoint* to = first_relay_; to; to = to->next_relay_) to->Relay(*this, packet, tick);
}

void RtpEndpoint::Relay(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick) {
  held_back_ += is_awaited() ? 1 : 0;
  if (!may_send()) return;
  rtp::RtpPacket relayed = packet;
  relayed.payload_type = config_.payload_type;
  if (from.receive_->IsNoise(packet.payload_type)) {
    if (!config_.comfort_noise) return;
    relayed.payload_type = *config_.comfort_noise;
  } else if (const codec::CodecFormat* format = from.receive_->FormatOf(packet.payload_type);
             !format || !IsSameCodec(*format, config_.format)) {
    return;  // the first packet of another codec
  }
  ticks_since_relay_ = 0;
  sink_.SetTick(tick);
  send_->Relay(from.id(), relayed, tick, peer_.rtp(), sink_);
}

void RtpEndpoint::SendTelephoneEvent(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick) {
  if (!configured() || !may_send()) return;
  sink_.SetTick(tick);
  send_->RelayTelephoneEvent(from.id(), packet, from.receive_->TelephoneEventClock(packet.payload_type), relayed_from_ == &from, tick,
                             peer_.rtp(), sink_);
}

void RtpEndpoint::PlayInto(Samples frame, const Tick& tick) {
  if (!player_) return;
  player_->Mix(frame);
  player_->Report(tick.events);
  if (player_->end()) EndPlayback(*player_->end(), tick.events);
}

EndpointStats RtpEndpoint::Stats(Instant now) const {
  EndpointStats stats;
  stats.datagrams_dropped = static_cast<double>(datagrams_dropped_);
  stats.reports_received = static_cast<double>(reports_received_);
  stats.packets_held_back = static_cast<double>(held_back_);
  stats.remote = peer_.rtp();
  const secure::SrtpErrors srtp = srtp_.errors();
  stats.srtp_errors = static_cast<double>(srtp.total());
  stats.srtp_replayed = static_cast<double>(srtp.replayed);
  stats.srtp_forged = static_cast<double>(srtp.forged);
  stats.srtp_malformed = static_cast<double>(srtp.malformed);
  if (!configured()) return stats;
  const rtp::ReceiveStream::Stats in = receive_->stream().stats();
  const rtp::SendStream& out = send_->stream();
  if (receive_->last_arrival()) stats.last_received_ms = ToMilliseconds(now - *receive_->last_arrival());
  stats.packets_received = static_cast<double>(in.packets);
  stats.bytes_received = static_cast<double>(in.bytes);
  stats.packets_lost = static_cast<double>(std::max<std::int64_t>(in.lost, 0));
  stats.packets_sent = static_cast<double>(out.packets());
  stats.bytes_sent = static_cast<double>(out.bytes());
  stats.jitter_ms = in.jitter_ms;
  stats.round_trip_ms = out.round_trip() ? ToMilliseconds(*out.round_trip()) : kNotKnownYet;
  stats.remote_loss_ratio = out.has_remote_report() ? out.remote_loss_ratio() : kNotKnownYet;
  stats.remote_jitter_ms = out.has_remote_report() ? out.remote_jitter_ms() : kNotKnownYet;
  AddPlayoutFigures(receive_->playout(), now, stats);
  stats.level_in_dbfs = receive_->level_dbfs();
  stats.level_out_dbfs = send_->level_dbfs();
  stats.mos = Mos(stats);
  if (voice_) AddVoiceFigures(voice_->processor(), stats);
  return stats;
}

double RtpEndpoint::Mos(const EndpointStats& stats) const {
  const double expected = stats.packets_received + stats.packets_lost;
  const double unheard = stats.packets_lost + stats.packets_discarded;
  const double half_round_trip_ms = stats.round_trip_ms > 0 ? stats.round_trip_ms / 2 : 0;
  const codec::CodecDescription& description = codec::Describe(receive_->format().kind);
  rtp::EModelInput input;
  input.one_way_delay_ms = half_round_trip_ms + stats.jitter_buffer_delay_ms + ToMilliseconds(kFrameDuration);
  input.loss_ratio = expected > 0 ? std::min(unheard / expected, 1.0) : 0;
  input.codec = {description.equipment_impairment, description.loss_robustness};
  return rtp::EstimateQuality(input).mos;
}

}  // namespace ossicle::session
