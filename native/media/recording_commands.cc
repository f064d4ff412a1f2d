#include "media/recording_commands.h"

namespace ossicle::media {
namespace {

void Start(session::Recordings& recordings, StartRecording& command) {
  if (auto* sound = std::get_if<std::shared_ptr<session::SampleSink>>(&command.sink))
    recordings.StartAudio(command.recording, std::move(*sound), command.part);
  else
    recordings.StartPackets(command.recording, std::get<std::shared_ptr<session::PacketSink>>(std::move(command.sink)));
}

}  // namespace

StartRecording::~StartRecording() {
  if (!started) std::visit([](const auto& unused) { unused->Finish(true); }, sink);  // what was to be recorded is gone
}

std::optional<std::size_t> StartRecording::Execute(SessionHost& host, const session::Tick&) {
  const auto begin = [this] { std::visit([](const auto& kind) { kind->Begin(); }, sink); };
  if (target.endpoint) {
    HostedEndpoint* found = host.Find(target.endpoint);
    if (!found) return {};
    begin();
    Start(found->endpoint->recordings(), *this);
    host.Replan(target.endpoint);
  } else {
    session::Session* session = host.FindSession(target.session);
    if (!session) return {};
    begin();
    std::visit([&](auto& kind) { session->StartRecording(recording, std::move(kind)); }, sink);
  }
  started = true;
  return {};
}

std::optional<std::size_t> StopRecording::Execute(SessionHost& host, const session::Tick&) {
  if (target.endpoint) {
    if (HostedEndpoint* found = host.Find(target.endpoint)) found->endpoint->recordings().Stop(recording);
    host.Replan(target.endpoint);
  } else if (session::Session* session = host.FindSession(target.session)) {
    session->StopRecording(recording);
  }
  return {};
}

std::optional<std::size_t> PauseRecording::Execute(SessionHost& host, const session::Tick&) {
  if (target.endpoint) {
    if (HostedEndpoint* found = host.Find(target.endpoint)) found->endpoint->recordings().SetPaused(recording, paused);
  } else if (session::Session* session = host.FindSession(target.session)) {
    session->SetRecordingPaused(recording, paused);
  }
  return {};
}

}  // namespace ossicle::media
