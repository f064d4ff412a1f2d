#include "media/engine.h"

namespace ossicle::media {

Handle Engine::CreateStream(int sample_rate_hz, Duration capacity) {
  const Handle stream = NextHandle();
  streams_[stream.value] = std::make_shared<session::PushedAudio>(stream, sample_rate_hz, capacity);
  return stream;
}

void Engine::FreeStream(Handle stream) { streams_.erase(stream.value); }

std::shared_ptr<session::PushedAudio> Engine::FindStream(Handle stream) {
  const auto found = streams_.find(stream.value);
  return found == streams_.end() ? nullptr : found->second;
}

/// One decoder for all that play the same file shared. The first decides how it is played.
std::unique_ptr<session::SampleSource> Engine::JoinShared(const std::string& path,
                                                          const session::PlayOptions& options) {
  std::erase_if(shared_, [](const auto& entry) { return entry.second.expired(); });
  std::shared_ptr<SharedReader> reader = shared_[path].lock();
  std::shared_ptr<SharedListener> listener = reader ? reader->Join() : nullptr;
  if (!listener) {
    reader = std::make_shared<SharedReader>(path, options);
    listener = reader->Join();
    shared_[path] = reader;
    file_worker_.Add(reader);
  }
  return std::make_unique<SharedSource>(std::move(reader), std::move(listener));
}

}  // namespace ossicle::media
