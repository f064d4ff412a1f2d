#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "session/datagram_sink.h"
#include "session/endpoint.h"
#include "session/endpoint_config.h"
#include "session/peer_address.h"
#include "session/player.h"
#include "session/receive_path.h"
#include "session/recording_datagram_sink.h"
#include "session/rtcp_path.h"
#include "session/send_path.h"
#include "session/srtp_path.h"
#include "session/voice_chain.h"

namespace ossicle::session {

class RtpEndpoint;

/// Passes the telephone-events of a speaker on to those who hear it.
class TelephoneEventRoutes {
 public:
  virtual ~TelephoneEventRoutes() = default;
  virtual void RouteTelephoneEvent(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick) = 0;
};

/// Where one peer's media enters and leaves a Session: address, both media paths, reports, playback, recording.
///
/// Per tick, in this order: OnRtp and OnRtcp for what has arrived, Receive, then (when all members have received)
/// Transmit. Everything else is a command between ticks. One thread at a time; the thread may change between ticks.
class RtpEndpoint final : public Endpoint {
 public:
  /// `sink`, where its packets leave, outlives it.
  RtpEndpoint(Handle id, std::uint64_t seed, std::string_view cname, DatagramSink& sink);

  bool configured() const { return receive_ != nullptr; }
  bool active() const override { return configured(); }
  bool at_rest() const override {
    return configured() && !receive_->decoding() && !HasOwnSound() && !send_->dialling_events();
  }
  bool loopback() const { return loopback_; }
  /// Rate of the codec's audio; 8000 before it is configured.
  int sample_rate_hz() const override { return configured() ? send_->sample_rate_hz() : 8000; }

  /// Applies a (re)negotiation. `codec` is used only when the format changed, so a hold keeps the codec's state.
  void Configure(const EndpointConfig& config, CodecPair codec);
  /// Goes over to the keys of `srtp`, or to plain packets when it is empty, and leaves there what is not needed any
  /// more.
  void Secure(std::unique_ptr<secure::SrtpSession>& srtp, Instant now);
  void SetLoopback(bool on) { loopback_ = on; }
  /// Switches a part of the voice chain (VoiceChain::Switch). `chain`, empty and made for this endpoint's rate, takes
  /// the place of one that is not there or was made for another rate, and is left holding that.
  void SwitchVoicePart(std::unique_ptr<VoiceChain>& chain, VoicePart& part, VoicePart& retired);
  /// See ReceivePath; nothing happens before the endpoint is configured.
  void SwapVoiceDetector(std::unique_ptr<dsp::VoiceDetector>& detector) {
    if (receive_) receive_->SwapVoiceDetector(detector);
  }
  /// See ReceivePath; nothing happens before the endpoint is configured.
  void PrepareDecoder(PayloadType type, std::unique_ptr<codec::AudioDecoder> decoder) {
    if (receive_) receive_->Prepare(type, std::move(decoder));
  }
  void SetMixRate(int mix_rate_hz) override;
  void Play(std::unique_ptr<Player> player, EventSink& events);
  void StopPlayback(Handle playback, EventSink& events);
  /// `volume` in -dBm0, 0..63.
  void SendDigits(std::string_view digits, Duration duration, std::uint8_t volume = 10);
  void StopDigits();
  /// Ends playback and recordings and says BYE.
  void Close(const Tick& tick) override;

  // The plan of its session. Command path, and the end of a tick.

  /// Null when it leaves the session.
  void SetTelephoneEventRoutes(TelephoneEventRoutes* routes) { routes_ = routes; }
  /// Whether packets of `from` could be sent on to the peer as they are.
  bool CanRelay(const RtpEndpoint& from) const;
  /// Forgets its relays; afterwards the new ones are named.
  void ClearRelays();
  /// What comes in goes out at `to` as well from now on, which relays nobody else.
  void AddRelay(RtpEndpoint& to);
  bool relays() const { return first_relay_ != nullptr; }
  /// Whose packets it got by the plan before this one; only to be compared.
  const RtpEndpoint* relayed_before() const { return relayed_before_; }
  /// Whether packets of another came to be relayed lately.
  bool gets_relayed() const { return ticks_since_relay_ < kTicksOfPause; }
  /// Whether someone hears what it says decoded. It decodes then, or where it has its own use for that.
  void SetHeardDecoded(bool heard);
  /// It decodes, and has begun to get something, or cannot expect to.
  bool warm_decoding() const { return !configured() || (receive_->decoding() && receive_->warm()); }

  /// A telephone-event of another that the peer is to get.
  void SendTelephoneEvent(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick);

  void OnRtp(Bytes datagram, const SocketAddress& source, Instant arrival, const Tick& tick);
  void OnRtcp(Bytes datagram, const SocketAddress& source, Instant arrival, const Tick& tick);

  ConstSamples Receive(const Tick& tick) override;
  /// Sends one packet with what is heard and playback.
  void Transmit(const Tick& tick, const Hearing& hearing) override;

  /// The one address media is taken from; of no family while the peer may still turn out to be elsewhere.
  SocketAddress settled_peer() const { return peer_.settled() ? peer_.rtp() : SocketAddress{}; }

  EndpointStats Stats(Instant now) const override;

 private:
  static constexpr int kTicksOfPause = 3;

  void ApplyFormat();
  bool ProcessVoice();
  void PlayInto(Samples frame, const Tick& tick);
  void EndPlayback(PlaybackEnd end, EventSink& events);
  double Mos(const EndpointStats& stats) const;
  void Forward(const rtp::RtpPacket& packet, const Tick& tick);
  void Relay(const RtpEndpoint& from, const rtp::RtpPacket& packet, const Tick& tick);
  bool HasOwnSound() const;
  /// Nothing may leave yet, because the peer has not been heard.
  bool is_awaited() const { return config_.awaits_peer && !peer_.heard(); }
  bool may_send() const { return config_.sends && peer_.known() && !is_awaited(); }
  void TransmitMix(const Tick& tick, const Hearing& hearing);
  bool OpenAndTakeRtp(Bytes datagram, const SocketAddress& source, Instant arrival, const Tick& tick);
  bool IsRtpForUs(const rtp::RtpPacket& packet, const SocketAddress& source, Instant arrival, const Tick& tick);

  SrtpPath srtp_;
  RecordingDatagramSink sink_;  // sees plain packets
  Random random_;
  EndpointConfig config_;
  PeerAddress peer_;
  RtcpPath rtcp_;
  std::unique_ptr<ReceivePath> receive_;
  std::unique_ptr<SendPath> send_;
  std::unique_ptr<VoiceChain> voice_;
  bool loopback_ = false;

  int mix_rate_hz_ = 8000;
  std::optional<dsp::Resampler> to_mix_, from_mix_;
  std::vector<Sample> received_;   // one tick at the codec's rate
  std::vector<Sample> heard_mix_;  // the same at the session's rate
  std::vector<Sample> outgoing_;   // one tick at the codec's rate

  std::unique_ptr<Player> player_;

  TelephoneEventRoutes* routes_ = nullptr;
  RtpEndpoint* first_relay_ = nullptr;  // those it is relayed to, a list
  RtpEndpoint* next_relay_ = nullptr;   // the next to whom the same one is relayed
  const RtpEndpoint* relayed_from_ = nullptr;
  const RtpEndpoint* relayed_before_ = nullptr;
  int ticks_since_relay_ = kTicksOfPause;
  bool was_warm_ = false;
  bool had_own_sound_ = false;

  std::uint64_t datagrams_dropped_ = 0;
  std::uint64_t reports_received_ = 0;
  std::uint64_t held_back_ = 0;  // packets
};

/// The endpoint if it is one of RTP.
inline RtpEndpoint* AsRtp(Endpoint& endpoint) {
  return endpoint.kind() == EndpointKind::kRtp ? static_cast<RtpEndpoint*>(&endpoint) : nullptr;
}

}  // namespace ossicle::session
