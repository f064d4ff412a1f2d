#pragma once

#include <variant>

#include "media/command.h"

namespace ossicle::media {

/// What is recorded: one endpoint, or with none a whole session.
struct RecordingTarget {
  Handle session;
  Handle endpoint;
};

using RecordingSink = std::variant<std::shared_ptr<session::SampleSink>, std::shared_ptr<session::PacketSink>>;

struct StartRecording final : Command {
  StartRecording(const RecordingTarget& t, Handle r, RecordingSink s, session::AudioPart p)
      : target(t), recording(r), part(p), sink(std::move(s)) {}
  ~StartRecording() override;
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const RecordingTarget target;
  const Handle recording;
  const session::AudioPart part;  // of sound
  RecordingSink sink;
  bool started = false;
};

struct StopRecording final : Command {
  StopRecording(const RecordingTarget& t, Handle r) : target(t), recording(r) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const RecordingTarget target;
  const Handle recording;
};

struct PauseRecording final : Command {
  PauseRecording(const RecordingTarget& t, Handle r, bool p) : target(t), recording(r), paused(p) {}
  std::optional<std::size_t> Execute(SessionHost& host, const session::Tick&) override;
  const RecordingTarget target;
  const Handle recording;
  const bool paused;
};

}  // namespace ossicle::media
