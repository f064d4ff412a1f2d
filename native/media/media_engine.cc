#include "media/media_engine.h"

#include <algorithm>
#include <random>
#include <thread>

#include "media/udp_transport.h"

namespace ossicle::media {
namespace {

std::size_t ThreadsFor(const MediaEngineOptions& options) {
  return options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
}

std::uint64_t RandomSeed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

MediaEngine::MediaEngine(const MediaEngineOptions& options, std::function<void()> wake_control)
    : Engine(ThreadsFor(options), RandomSeed(), std::move(wake_control)),
      ports_(options.bind, options.rtp_port_min, options.rtp_port_max) {
  const std::size_t count = ThreadsFor(options);
  std::vector<MediaThread*> peers;
  for (std::size_t i = 0; i < count; ++i) {
    threads_.push_back(std::make_unique<MediaThread>(1 + count, [this] { WakeControl(); }));
    peers.push_back(threads_.back().get());
  }
  for (std::size_t i = 0; i < count; ++i) threads_[i]->SetPeers(peers, i);
  for (const auto& thread : threads_) thread->Start();
  file_worker().Start();
}

MediaEngine::~MediaEngine() { Close(); }

Result<Engine::MadeTransport> MediaEngine::MakeTransport() {
  Result<net::PortPair> pair = ports_.Allocate();
  if (!pair.ok()) return pair.status();
  const std::uint16_t port = pair.value().rtp.local_port();
  return MadeTransport{std::make_unique<UdpTransport>(std::move(pair).value()), port};
}

void MediaEngine::CollectOutboxes() {
  for (const auto& thread : threads_) CollectOutbox(thread->outbox());
}

void MediaEngine::CollectHostEvents() {
  for (const auto& thread : threads_) CollectOutboxEvents(thread->outbox());
}

void MediaEngine::StopHosts() {
  for (const auto& thread : threads_) thread->Stop();
}

void MediaEngine::FreeHosts() {
  missed_ticks_before_ = MissedTicks();
  events_dropped_before_ = EventsDropped();
  threads_.clear();
}

double MediaEngine::MissedTicks() const {
  double missed = missed_ticks_before_;
  for (const auto& thread : threads_) missed += static_cast<double>(thread->missed_ticks());
  return missed;
}

double MediaEngine::EventsDropped() const {
  double dropped = events_dropped_before_;
  for (const auto& thread : threads_) dropped += static_cast<double>(thread->outbox().dropped());
  return dropped;
}

}  // namespace ossicle::media
