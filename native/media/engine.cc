#include "media/engine.h"

#include <algorithm>
#include <cstdio>

#include "media/commands.h"
#include "session/bridge_endpoint.h"

namespace ossicle::media {
namespace {

constexpr Status kNoEndpoint(StatusCode::kNotFound, "no such endpoint");
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

Status Engine::CheckRoom() {
  if (endpoints_.size() < kMaxEndpoints && backlog_.empty()) return Status::Ok();
  ++commands_refused_;
  return Status(StatusCode::kFull, "too many endpoints, or the media threads do not keep up");
}

Handle Engine::AddRecord(EndpointRecord record) {
  ++host_load_[record.host];
  return endpoints_.Add(std::move(record));
}

void Engine::AddToHost(std::unique_ptr<session::Endpoint> endpoint, std::unique_ptr<Transport> transport,
                       Handle session) {
  EndpointRecord& record = *endpoints_.Find(endpoint->id());
  record.stats = endpoint->published_stats();
  Dispatch(record.host,
           std::make_unique<AddEndpoint>(HostedEndpoint{std::move(endpoint), std::move(transport), session}));
}

Result<Engine::CreatedEndpoint> Engine::CreateEndpoint(Handle session, const session::Participation& participation) {
  const SessionRecord* owner = sessions_.Find(session);
  if (!owner) return kNoSession;
  if (const Status room = CheckRoom(); !room.ok()) return room;
  Result<MadeTransport> made = MakeTransport();
  if (!made.ok()) return made.status();
  const std::uint16_t port = made.value().port;
  const Handle id = AddRecord({.kind = session::EndpointKind::kRtp, .host = owner->host, .port = port});
  auto endpoint = std::make_unique<session::RtpEndpoint>(id, random_.U64(), cname_, *made.value().transport);
  endpoint->participation() = participation;
  AddToHost(std::move(endpoint), std::move(made.value().transport), session);
  return CreatedEndpoint{id, port};
}

Result<Engine::CreatedBridge> Engine::CreateBridge(Handle session, Handle target, const session::Participation& near) {
  const SessionRecord* near_session = sessions_.Find(session);
  const SessionRecord* far_session = sessions_.Find(target);
  if (!near_session || !far_session) return kNoSession;
  if (session == target) return Status(StatusCode::kInvalidArgument, "a bridge needs two sessions");
  if (const Status room = CheckRoom(); !room.ok()) return room;
  const auto to_far = std::make_shared<session::BridgeLane>(), to_near = std::make_shared<session::BridgeLane>();
  const CreatedBridge bridge{AddRecord({.kind = session::EndpointKind::kBridge, .host = near_session->host}),
                             AddRecord({.kind = session::EndpointKind::kBridge, .host = far_session->host})};
  auto near_end = std::make_unique<session::BridgeEndpoint>(bridge.near, to_near, to_far);
  auto far_end = std::make_unique<session::BridgeEndpoint>(bridge.far, to_far, to_near);
  near_end->participation() = near;
  far_end->participation() = {.feeds = near.hears, .hears = near.feeds};
  AddToHost(std::move(near_end), nullptr, session);
  AddToHost(std::move(far_end), nullptr, target);
  return bridge;
}

Status Engine::SetParticipation(Handle endpoint, const session::Participation& participation) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::SetParticipation>(endpoint, participation));
  return Status::Ok();
}

Status Engine::SetHearing(Handle listener, Handle speaker, bool hears) {
  EndpointRecord* record = FindOpen(listener);
  if (!record || !FindOpen(speaker)) return kNoEndpoint;
  Send(*record, std::make_unique<media::SetHearing>(listener, speaker, hears));
  return Status::Ok();
}

Status Engine::ConfigureEndpoint(Handle endpoint, const session::EndpointConfig& config,
                                 std::unique_ptr<secure::SrtpSession> srtp) {
  EndpointRecord* record = FindRtp(endpoint);
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
  record->also_codecs = config.also_codecs;
  Send(*record, std::make_unique<media::ConfigureEndpoint>(
                    endpoint, config, session::CodecPair{std::move(decoder).value(), std::move(encoder).value()},
                    std::move(srtp)));
  if (other_rate) RestoreVoice(endpoint, *record);
  return Status::Ok();
}

Status Engine::MoveEndpoint(Handle endpoint, Handle session) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  const SessionRecord* target = sessions_.Find(session);
  if (!target) return kNoSession;
  Send(*record, std::make_unique<media::MoveEndpoint>(endpoint, session, target->host), true);
  return Status::Ok();
}

Status Engine::SetLoopback(Handle endpoint, bool on) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::SetLoopback>(endpoint, on));
  return Status::Ok();
}

Status Engine::CloseEndpoint(Handle endpoint) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::CloseEndpoint>(endpoint));
  record->closing = true;
  return Status::Ok();
}

Status Engine::SendDigits(Handle endpoint, std::string digits, Duration duration, std::uint8_t volume) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::SendDigits>(endpoint, std::move(digits), duration, volume));
  return Status::Ok();
}

Status Engine::StopDigits(Handle endpoint) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::StopDigits>(endpoint));
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
  stats.srtp_errors = past_srtp_errors_;
  endpoints_.ForEach([&](Handle, EndpointRecord& record) { stats.srtp_errors += record.stats->Load().srtp_errors; });
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
  sessions_.ForEach([&](Handle id, SessionRecord& record) { Dispatch(record.host, std::make_unique<RemoveSession>(id)); });
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
  past_srtp_errors_ += record->stats->Load().srtp_errors;
  if (record->kind == session::EndpointKind::kRtp) ReleasePort(record->port);
  drained_.push_back({session::EventType::kEndpointClosed, endpoint});
}

void Engine::OnEndpointMoved(Handle endpoint, std::size_t host) {
  EndpointRecord* record = endpoints_.Find(endpoint);
  if (!record) return;
  --host_load_[record->host];
  ++host_load_[host];
  record->host = host;
  record->moving = false;
  // What it told before it left comes before what it tells from where it is now.
  CollectHostEvents();
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
  while (outbox.Pop(event)) {
    if (event.type == session::EventType::kRtcpBye) {
      event.a = static_cast<double>(goodbyes_.size());
      (void)outbox.Pop(goodbyes_.emplace_back());
    }
    Note(event);
  }
}

void Engine::Note(const session::Event& event) {
  if (event.type == session::EventType::kPlaybackEnded) playbacks_.erase(event.subject.value);
  if (event.type == session::EventType::kRecordingEnded) recordings_.erase(event.subject.value);
  if (event.type == session::EventType::kDecoderWanted)
    return PrepareDecoder(event.subject, PayloadType{static_cast<std::uint8_t>(event.a)});
  drained_.push_back(event);
}

void Engine::PrepareDecoder(Handle endpoint, PayloadType type) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return;
  for (const session::AgreedCodec& agreed : record->also_codecs) {
    if (agreed.payload_type != type) continue;
    Result<std::unique_ptr<codec::AudioDecoder>> decoder =
        codec::MakeDecoder(agreed.format.kind, agreed.format.sample_rate_hz);
    if (decoder.ok())
      Send(*record, std::make_unique<media::PrepareDecoder>(endpoint, type, std::move(decoder).value()));
    return;
  }
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

Engine::EndpointRecord* Engine::FindRtp(Handle endpoint) {
  EndpointRecord* record = FindOpen(endpoint);
  return record && record->kind == session::EndpointKind::kRtp ? record : nullptr;
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
