#include "media/commands.h"
#include "media/engine.h"
#include "media/file_source.h"
#include "session/memory_source.h"
#include "session/tone_source.h"

namespace ossicle::media {
namespace {

constexpr Status kNoEndpoint(StatusCode::kNotFound, "no such endpoint");
constexpr Status kNoSession(StatusCode::kNotFound, "no such session");
/// A source in a session does not know who will hear it: it runs at the best rate there is.
constexpr int kSourceRateHz = 48'000;

}  // namespace

Result<std::unique_ptr<session::SampleSource>> Engine::MakeSource(const SoundSource& sound, int sample_rate_hz,
                                                                  const session::PlayOptions& options) {
  using Made = std::unique_ptr<session::SampleSource>;
  if (const auto* samples = std::get_if<SoundSamples>(&sound))
    return Made(std::make_unique<session::MemorySource>(samples->samples, samples->sample_rate_hz, options));
  if (const auto* path = std::get_if<std::string>(&sound)) {
    const auto reader = std::make_shared<FileReader>(*path, sample_rate_hz, options);
    file_worker_.Add(reader);
    return Made(std::make_unique<FileSource>(reader));
  }
  if (const auto* shared = std::get_if<SharedFile>(&sound)) return JoinShared(shared->path, options);
  if (const auto* pushed = std::get_if<SoundStream>(&sound)) {
    auto audio = FindStream(pushed->stream);
    if (!audio) return Status(StatusCode::kNotFound, "no such stream");
    return Made(std::make_unique<session::PushedSource>(std::move(audio)));
  }
  auto tones = std::make_unique<session::ToneSource>(std::get<std::vector<dsp::Tone>>(sound), options.loops,
                                                     sample_rate_hz);
  if (!tones->Start()) return Status(StatusCode::kInvalidArgument, "a frequency is not below half the sample rate");
  return Made(std::move(tones));
}

Result<Handle> Engine::Play(Handle endpoint, const SoundSource& sound, const session::PlayOptions& options) {
  EndpointRecord* record = FindRtp(endpoint);
  if (!record) return kNoEndpoint;
  Result<std::unique_ptr<session::SampleSource>> source = MakeSource(sound, record->sample_rate_hz, options);
  if (!source.ok()) return source.status();
  const Handle playback = NextHandle();
  playbacks_[playback.value] = endpoint;
  auto player = std::make_unique<session::Player>(playback, std::move(source).value(), record->sample_rate_hz,
                                                  options.start);
  Send(*record, std::make_unique<StartPlayback>(endpoint, std::move(player)));
  return playback;
}

void Engine::StopPlayback(Handle playback) {
  const auto found = playbacks_.find(playback.value);
  if (found == playbacks_.end()) return;
  if (EndpointRecord* record = FindRtp(found->second))
    Send(*record, std::make_unique<media::StopPlayback>(found->second, playback));
}

Result<Engine::CreatedSource> Engine::CreateSource(Handle session, const SoundSource& sound,
                                                   const SourceOptions& options) {
  const SessionRecord* owner = sessions_.Find(session);
  if (!owner) return kNoSession;
  if (const Status room = CheckRoom(); !room.ok()) return room;
  Result<std::unique_ptr<session::SampleSource>> source = MakeSource(sound, kSourceRateHz, options.play);
  if (!source.ok()) return source.status();
  const CreatedSource created{AddRecord({.kind = session::EndpointKind::kSource, .host = owner->host}), NextHandle()};
  auto player = std::make_unique<session::Player>(created.playback, std::move(source).value(), kSourceRateHz,
                                                  options.play.start);
  auto endpoint = std::make_unique<session::SourceEndpoint>(created.endpoint, std::move(player));
  endpoint->participation().gain_db = options.gain_db;
  AddToHost(std::move(endpoint), nullptr, session);
  return created;
}

Status Engine::PauseSource(Handle endpoint, bool paused) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::PauseSource>(endpoint, paused));
  return Status::Ok();
}

Status Engine::SeekSource(Handle endpoint, Duration position) {
  EndpointRecord* record = FindOpen(endpoint);
  if (!record) return kNoEndpoint;
  Send(*record, std::make_unique<media::SeekSource>(endpoint, position));
  return Status::Ok();
}

}  // namespace ossicle::media
