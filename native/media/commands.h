#pragma once

#include <string>

#include "media/command.h"

namespace ossicle::media {

struct AddSession final : Command {
  explicit AddSession(Handle id) : session(id) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle session;
};

struct RemoveSession final : Command {
  explicit RemoveSession(Handle id) : session(id) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle session;
};

struct AddEndpoint final : Command {
  explicit AddEndpoint(HostedEndpoint added) : endpoint(std::move(added)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  HostedEndpoint endpoint;
};

/// Takes the endpoint out and carries it home, where its sockets are closed and its ports given back.
struct CloseEndpoint final : Command {
  explicit CloseEndpoint(Handle id) : endpoint_id(id) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick& tick) override;
  void Complete(Engine& engine) override;
  const Handle endpoint_id;
  HostedEndpoint endpoint;
};

/// Takes the endpoint from one host and puts it into a session of another (or the same).
struct MoveEndpoint final : Command {
  MoveEndpoint(Handle endpoint, Handle session, std::size_t host)
      : endpoint_id(endpoint), target_session(session), target_host(host) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick& tick) override;
  void Complete(Engine& engine) override;
  const Handle endpoint_id;
  const Handle target_session;
  const std::size_t target_host;
  bool taken = false;
  HostedEndpoint endpoint;  // left here when the target session is gone
};

struct ConfigureEndpoint final : Command {
  ConfigureEndpoint(Handle id, const session::EndpointConfig& c, session::CodecPair pair,
                    std::unique_ptr<secure::SrtpSession> s)
      : endpoint(id), config(c), codec(std::move(pair)), srtp(std::move(s)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const session::EndpointConfig config;
  session::CodecPair codec;
  std::unique_ptr<secure::SrtpSession> srtp;
};

/// Brings the decoder of another codec that the peer may send.
struct PrepareDecoder final : Command {
  PrepareDecoder(Handle id, PayloadType t, std::unique_ptr<codec::AudioDecoder> d)
      : endpoint(id), type(t), decoder(std::move(d)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const PayloadType type;
  std::unique_ptr<codec::AudioDecoder> decoder;
};

struct SetLoopback final : Command {
  SetLoopback(Handle id, bool on) : endpoint(id), loopback(on) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const bool loopback;
};

struct SetParticipation final : Command {
  SetParticipation(Handle id, const session::Participation& p) : endpoint(id), participation(p) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const session::Participation participation;
};

/// Without effect unless both are in one session then.
struct SetHearing final : Command {
  SetHearing(Handle l, Handle s, bool h) : listener(l), speaker(s), hears(h) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle listener, speaker;
  const bool hears;
};

struct PauseSource final : Command {
  PauseSource(Handle id, bool p) : endpoint(id), paused(p) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const bool paused;
};

struct SeekSource final : Command {
  SeekSource(Handle id, Duration p) : endpoint(id), position(p) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const Duration position;
};

/// Brings the new detector, or none, and takes the old one back.
struct SetVoiceDetector final : Command {
  SetVoiceDetector(Handle id, std::unique_ptr<dsp::VoiceDetector> d) : endpoint(id), detector(std::move(d)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  std::unique_ptr<dsp::VoiceDetector> detector;
};

/// Brings the new monitor, or none, and takes the old one back.
struct SetVoiceMonitor final : Command {
  SetVoiceMonitor(Handle id, std::unique_ptr<dsp::VoiceActivityMonitor> m) : endpoint(id), monitor(std::move(m)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  std::unique_ptr<dsp::VoiceActivityMonitor> monitor;
};

/// Brings the new detectors, or none, and takes the old ones back.
struct SetSoundDetectors final : Command {
  SetSoundDetectors(Handle id, std::unique_ptr<session::SoundDetectors> d) : endpoint(id), detectors(std::move(d)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  std::unique_ptr<session::SoundDetectors> detectors;
};

struct WatchSpeaker final : Command {
  WatchSpeaker(Handle s, bool w) : session(s), watched(w) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle session;
  const bool watched;
};

/// Brings a part of the voice chain, or none, and takes back what has gone. `chain` is for an endpoint that has none yet.
struct SwitchVoicePart final : Command {
  SwitchVoicePart(Handle id, std::unique_ptr<session::VoiceChain> c, session::VoicePart p)
      : endpoint(id), chain(std::move(c)), part(std::move(p)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  std::unique_ptr<session::VoiceChain> chain;
  session::VoicePart part;
  session::VoicePart retired;
};

struct StartPlayback final : Command {
  StartPlayback(Handle id, std::unique_ptr<session::Player> p) : endpoint(id), player(std::move(p)) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick& tick) override;
  const Handle endpoint;
  std::unique_ptr<session::Player> player;
};

struct StopPlayback final : Command {
  StopPlayback(Handle id, Handle p) : endpoint(id), playback(p) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick& tick) override;
  const Handle endpoint, playback;
};

struct SendDigits final : Command {
  SendDigits(Handle id, std::string d, Duration time, std::uint8_t v)
      : endpoint(id), digits(std::move(d)), duration(time), volume(v) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
  const std::string digits;
  const Duration duration;
  const std::uint8_t volume;  // -dBm0
};

struct StopDigits final : Command {
  explicit StopDigits(Handle id) : endpoint(id) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const Handle endpoint;
};

}  // namespace ossicle::media
