#include "session/source_endpoint.h"

#include <algorithm>

namespace ossicle::session {
namespace {

/// A frame counts as a packet of G.711, whatever its rate.
constexpr double kNarrowbandFrameBytes = 160;

}  // namespace

SourceEndpoint::SourceEndpoint(Handle id, std::unique_ptr<Player> player)
    : Endpoint(id, EndpointKind::kSource), player_(std::move(player)), frame_(FrameSamples(8000)) {
  player_->SetChannelRate(8000);
  participation().hears = false;
}

void SourceEndpoint::Seek(Duration position) {
  if (player_) player_->Seek(position);
}

void SourceEndpoint::SetMixRate(int mix_rate_hz) {
  if (frame_.size() == FrameSamples(mix_rate_hz)) return;
  frame_.assign(FrameSamples(mix_rate_hz), 0);
  SetVoiceRate(mix_rate_hz);
  heard_ = {};
  if (player_) player_->SetChannelRate(mix_rate_hz);
}

ConstSamples SourceEndpoint::Receive(const Tick& tick) {
  heard_ = {};
  if (active()) {
    std::fill(frame_.begin(), frame_.end(), Sample{0});
    if (player_->Mix(frame_)) heard_ = frame_;
    if (player_->end()) End(*player_->end(), tick.events);
  }
  if (!heard_.empty()) ++frames_;
  WatchVoice(heard_, tick);
  return heard_;
}

void SourceEndpoint::Close(const Tick& tick) { End(PlaybackEnd::kClosed, tick.events); }

void SourceEndpoint::End(PlaybackEnd end, EventSink& events) {
  if (!player_) return;
  position_ = player_->position();
  events.Emit({EventType::kPlaybackEnded, player_->id(), ToMilliseconds(player_->played()), static_cast<double>(end),
               player_->error()});
  events.Retire(std::move(player_));
  NoteChange();
}

EndpointStats SourceEndpoint::Stats(Instant) const {
  EndpointStats stats;
  stats.packets_received = static_cast<double>(frames_);
  stats.bytes_received = stats.packets_received * kNarrowbandFrameBytes;
  stats.position_ms = ToMilliseconds(player_ ? player_->position() : position_);
  return stats;
}

}  // namespace ossicle::session
