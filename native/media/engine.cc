#include "media/engine.h"

#include <algorithm>
#include <cstdio>

#include "media/commands.h"
#include "media/file_sink.h"
#include "media/file_source.h"
#include "session/memory_source.h"
#include "session/tone_source.h"

namespace ossicle::media {
namespace {

constexpr Status kNoEndpoint(StatusCode::kNotFound, "no such endpoint");
constexpr Status kNotConfigured(StatusCode::kState, "the endpoint has no codec yet: configure it first");
constexpr Status kNoSession(StatusCode::kNotFound, "no such session");

/// A canonical name that says nothing about the machine (RFC 7022 section 4.2).
std::string MakeCname(Random& random) {
  char text[33];
  std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(random.U64()),
                static_cast<unsigned long long>(random.U64()));
  return text;
}

}  // namespace

Engine::Engine(std::size_t hosts, std::uint64_t seed, std::function<void()> wake_control)
    : random_(seed),
      cname_(MakeCname(random_)),
      wake_control_(std::move(wake_control)),
      file_worker_([this] { WakeControl(); }),
      host_load_(hosts) {}

Engine::~Engine() = default;

Result<Handle> Engine::CreateSession() {
  if (closed_) return Status(StatusCode::kState, "the engine is closed");
  const std::size_t host = QuietestHost();
  const Handle session = sessions_.Add({host});
  ++host_load_[host];
  Dispatch(host, std::make_unique<AddSession>(session));
  return session;
}

Status Engine::CloseSession(Handle session) {
  const std::optional<SessionRecord> record = sessions_.Remove(session);
  if (!record) return kNoSession;
  --host_load_[record->host];
  Dispatch(record->host, std::make_unique<RemoveSession>(session));
  return Status::Ok();
}

Result<Engine::CreatedEndpoint> Engine::CreateEndpoint(Handle session) {
  const SessionRecord* owner = sessions_.Find(session);
  if (!owner) return kNoSession;
  if (endpoints_.size() >= kMaxEndpoints || !backlog_.empty()) {
    ++commands_refused_;
    return Status(StatusCode::kFull, "too many endpoints, or the media threads do not keep up");
  }
  Result<MadeTransport> made = MakeTransport();
  if (!made.ok()) return made.status();
  const std::uint16_t port = made.value().port;
  EndpointRecord record;
  record.host = owner->host;
  record.port = port;
  const Handle id = endpoints_.Add(std::move(record));
  auto endpoint = std::make_unique<session::RtpEndpoint>(id, random_.U64(), cname_);
  endpoints_.Find(id)->stats = endpoint->published_stats();
  ++host_load_[owner->host];
  Dispatch(owner->host, std::make_unique<AddEndpoint>(
                            HostedEndpoint{std::move(endpoint), std::move(made.value().transport), session}));
  return CreatedEndpoint{id, port};
}

Status Engine::ConfigureEndpoint(Handle endpoint, const session::EndpointConfig& config) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Result<std::unique_ptr<codec::AudioDecoder>> decoder =
      codec::MakeDecoder(config.format.kind, config.format.sample_rate_hz);
  if (!decoder.ok()) return decoder.status();
  Result<std::unique_ptr<codec::AudioEncoder>> encoder =
      codec::MakeEncoder(config.format.kind, config.format.sample_rate_hz);
  if (!encoder.ok()) return encoder.status();
  const bool other_rate = record->configured && record->sample_rate_hz != config.format.sample_rate_hz;
  record->sample_rate_hz = config.format.sample_rate_hz;
  record->configured = true;
  Send(*record, std::make_unique<media::ConfigureEndpoint>(
                    endpoint, config, session::CodecPair{std::move(decoder).value(), std::move(encoder).value()}));
  if (other_rate) RestoreVoice(endpoint, *record);
  return Status::Ok();
}

/// Parts are made for one rate.
void Engine::RestoreVoice(Handle endpoint, const EndpointRecord& record) {
  if (record.echo_cancellation) (void)SetEchoCancellation(endpoint, true);
  if (record.noise_suppression) (void)SetNoiseSuppression(endpoint, true);
  if (record.gain_control) (void)SetGainControl(endpoint, true);
}

Status Engine::MoveEndpoint(Handle endpoint, Handle session) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  const SessionRecord* target = sessions_.Find(session);
  if (!target) return kNoSession;
  Send(*record, std::make_unique<media::MoveEndpoint>(endpoint, session, target->host), true);
  return Status::Ok();
}

Status Engine::SetLoopback(Handle endpoint, bool on) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::SetLoopback>(endpoint, on));
  return Status::Ok();
}

template <typename Part>
Status Engine::SwitchVoice(Handle endpoint, bool on, bool EndpointRecord::*flag,
                           Result<std::unique_ptr<Part>> (*make)(int)) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  if (!record->configured) return kNotConfigured;
  std::unique_ptr<Part> part;
  if (on) {
    Result<std::unique_ptr<Part>> made = make(record->sample_rate_hz);
    if (!made.ok()) return made.status();
    part = std::move(made).value();
  }
  record->*flag = on;
  Send(*record, std::make_unique<SwitchVoicePart>(
                    endpoint, std::make_unique<session::VoiceChain>(record->sample_rate_hz), std::move(part)));
  return Status::Ok();
}

Status Engine::SetEchoCancellation(Handle endpoint, bool on) {
  return SwitchVoice<dsp::EchoCanceller>(endpoint, on, &EndpointRecord::echo_cancellation, &dsp::EchoCanceller::Create);
}

Status Engine::SetNoiseSuppression(Handle endpoint, bool on) {
  return SwitchVoice<dsp::NoiseSuppressor>(endpoint, on, &EndpointRecord::noise_suppression, +[](int sample_rate_hz) {
    return dsp::NoiseSuppressor::Create({.sample_rate_hz = sample_rate_hz});
  });
}

Status Engine::SetGainControl(Handle endpoint, bool on) {
  return SwitchVoice<dsp::GainControl>(
      endpoint, on, &EndpointRecord::gain_control, +[](int sample_rate_hz) -> Result<std::unique_ptr<dsp::GainControl>> {
        return std::make_unique<dsp::GainControl>(
            dsp::GainControl::Config{.sample_rate_hz = sample_rate_hz,
                                     .frame_samples = FrameSamples(sample_rate_hz, Milliseconds(10))});
      });
}

Status Engine::SetVoiceDetection(Handle endpoint, bool on) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  if (!record->configured) return kNotConfigured;
  auto detector = on ? std::make_unique<dsp::VoiceDetector>(record->sample_rate_hz) : nullptr;
  Send(*record, std::make_unique<SetVoiceDetector>(endpoint, std::move(detector)));
  return Status::Ok();
}

Status Engine::CloseEndpoint(Handle endpoint) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::CloseEndpoint>(endpoint));
  record->closing = true;
  return Status::Ok();
}

Result<Handle> Engine::PlaySamples(Handle endpoint, std::vector<Sample> samples, int sample_rate_hz, bool repeat) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  return Play(*record, endpoint, std::make_unique<session::MemorySource>(std::move(samples), sample_rate_hz, repeat));
}

Result<Handle> Engine::PlayFile(Handle endpoint, std::string path, bool repeat) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  const auto reader = std::make_shared<FileReader>(std::move(path), record->sample_rate_hz, repeat);
  file_worker_.Add(reader);
  return Play(*record, endpoint, std::make_unique<FileSource>(reader));
}

Result<Handle> Engine::PlayTones(Handle endpoint, std::vector<dsp::Tone> tones, bool repeat) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  auto source = std::make_unique<session::ToneSource>(std::move(tones), repeat, record->sample_rate_hz);
  if (!source->Start()) return Status(StatusCode::kInvalidArgument, "a frequency is not below half the sample rate");
  return Play(*record, endpoint, std::move(source));
}

Result<Handle> Engine::Play(EndpointRecord& record, Handle endpoint, std::unique_ptr<session::SampleSource> source) {
  const Handle playback = NextHandle();
  playbacks_[playback.value] = endpoint;
  auto player = std::make_unique<session::Player>(playback, std::move(source), record.sample_rate_hz);
  Send(record, std::make_unique<StartPlayback>(endpoint, std::move(player)));
  return playback;
}

void Engine::StopPlayback(Handle playback) {
  const auto found = playbacks_.find(playback.value);
  if (found == playbacks_.end()) return;
  if (EndpointRecord* record = FindOpen(found->second))
    Send(*record, std::make_unique<media::StopPlayback>(found->second, playback));
}

Result<Handle> Engine::StartRecording(Handle endpoint, std::string path) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  const Handle recording = NextHandle();
  recordings_[recording.value] = endpoint;
  const auto sink =
      std::make_shared<FileSink>(recording, std::move(path), record->sample_rate_hz, file_worker_.outbox());
  file_worker_.Add(sink);
  Send(*record, std::make_unique<media::StartRecording>(endpoint, recording, sink));
  return recording;
}

void Engine::StopRecording(Handle recording) {
  const auto found = recordings_.find(recording.value);
  if (found == recordings_.end()) return;
  if (EndpointRecord* record = FindOpen(found->second))
    Send(*record, std::make_unique<media::StopRecording>(found->second, recording));
}

Status Engine::SendDigits(Handle endpoint, std::string digits, Duration duration) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::SendDigits>(endpoint, std::move(digits), duration));
  return Status::Ok();
}

Result<session::EndpointStats> Engine::Stats(Handle endpoint) {
  const EndpointRecord* record = endpoints_.Find(endpoint);
  if (!record) return kNoEndpoint;
  return record->stats->Load();
}

EngineStats Engine::Stats() {
  EngineStats stats;
  stats.threads = static_cast<double>(host_load_.size());
  stats.sessions = static_cast<double>(sessions_.size());
  stats.endpoints = static_cast<double>(endpoints_.size());
  stats.missed_ticks = MissedTicks();
  stats.events_dropped = EventsDropped();
  stats.commands_refused = commands_refused_;
  return stats;
}

void Engine::Close() {
  if (closed_) return;
  closed_ = true;
  endpoints_.ForEach([&](Handle id, EndpointRecord& record) {
    if (record.closing) return;
    Send(record, std::make_unique<media::CloseEndpoint>(id));
    record.closing = true;
  });
  // Moves under way finish on the media threads; what waits for them is sent as they come back.
  while (endpoints_.size() > 0 || under_way_ > 0 || !backlog_.empty()) {
    CollectEvents();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  StopHosts();
  file_worker_.Stop();
  CollectEvents();
  sessions_ = {};
  FreeHosts();
}

void Engine::OnEndpointClosed(Handle endpoint) {
  const std::optional<EndpointRecord> record = endpoints_.Remove(endpoint);
  if (!record) return;
  --host_load_[record->host];
  ReleasePort(record->port);
  drained_.push_back({session::EventType::kEndpointClosed, endpoint});
}

void Engine::OnEndpointMoved(Handle endpoint, std::size_t host) {
  EndpointRecord* record = endpoints_.Find(endpoint);
  if (!record) return;
  --host_load_[record->host];
  ++host_load_[host];
  record->host = host;
  record->moving = false;
  for (Waiting& waiting : std::exchange(record->waiting, {})) Send(*record, std::move(waiting.command), waiting.moves);
}

void Engine::CollectEvents() {
  CollectOutboxes();
  CollectOutbox(file_worker_.outbox());
  FlushBacklog();
}

void Engine::CollectOutbox(Outbox& outbox) {
  Completion completion;
  while (outbox.Pop(completion)) {
    // What was put in before a completion is seen with it: an endpoint's last events come before its end.
    CollectOutboxEvents(outbox);
    const std::unique_ptr<session::Player> player(completion.player);
    const std::unique_ptr<Command> command(completion.command);
    if (!command) continue;
    --under_way_;
    command->Complete(*this);
  }
  CollectOutboxEvents(outbox);
}

void Engine::CollectOutboxEvents(Outbox& outbox) {
  session::Event event;
  while (outbox.Pop(event)) Note(event);
}

void Engine::Note(const session::Event& event) {
  if (event.type == session::EventType::kPlaybackEnded) playbacks_.erase(event.subject.value);
  if (event.type == session::EventType::kRecordingEnded) recordings_.erase(event.subject.value);
  drained_.push_back(event);
}

void Engine::WakeControl() {
  if (!wake_pending_.exchange(true, std::memory_order_acq_rel)) wake_control_();
}

void Engine::Send(EndpointRecord& endpoint, std::unique_ptr<Command> command, bool moves) {
  if (endpoint.moving) {
    endpoint.waiting.push_back({std::move(command), moves});
    return;
  }
  endpoint.moving = moves;
  Dispatch(endpoint.host, std::move(command));
}

void Engine::Dispatch(std::size_t host, std::unique_ptr<Command> command) {
  backlog_.emplace_back(host, std::move(command));
  FlushBacklog();
}

void Engine::FlushBacklog() {
  std::size_t sent = 0;
  while (sent < backlog_.size() && under_way_ < Outbox::kCommandsUnderWay) {
    auto& [host, command] = backlog_[sent];
    if (!Post(host, command.get())) break;
    (void)command.release();
    ++under_way_;
    ++sent;
  }
  backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<std::ptrdiff_t>(sent));
}

Engine::EndpointRecord* Engine::FindOpen(Handle endpoint) {
  EndpointRecord* record = endpoints_.Find(endpoint);
  return record && !record->closing ? record : nullptr;
}

std::size_t Engine::QuietestHost() const {
  const auto quietest = std::min_element(host_load_.begin(), host_load_.end());
  return static_cast<std::size_t>(quietest - host_load_.begin());
}

}  // namespace ossicle::media
