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
  recordings_.SetGeneratedFormat(GeneratedRtp::Format::kPcmu);
}

void SourceEndpoint::Seek(Duration position) {
  if (player_) player_->Seek(position);
}

void SourceEndpoint::SetMixRate(int mix_rate_hz) {
  if (frame_.size() == FrameSamples(mix_rate_hz)) return;
  frame_.assign(FrameSamples(mix_rate_hz), 0);
  SetVoiceRate(mix_rate_hz);
  heard_ = {};
  recordings_.SetChannelRate(mix_rate_hz);
  if (player_) player_->SetChannelRate(mix_rate_hz);
}

ConstSamples SourceEndpoint::Receive(const Tick& tick) {
  heard_ = {};
  std::fill(frame_.begin(), frame_.end(), Sample{0});
  if (active())
    PlayFrame(tick);
  else if (player_)
    player_->PassBy();
  if (!heard_.empty()) ++frames_;
  Watch(heard_, tick);
  recordings_.Said(frame_, tick.events);
  return heard_;
}

void SourceEndpoint::PlayFrame(const Tick& tick) {
  if (player_->Mix(frame_)) heard_ = frame_;
  player_->Report(tick.events);
  recordings_.SaidAsPackets(frame_, tick);
  if (player_->end()) End(*player_->end(), tick.events);
}

void SourceEndpoint::Transmit(const Tick& tick, const Hearing&) {
  std::fill(frame_.begin(), frame_.end(), Sample{0});
  recordings_.Heard(frame_, tick.events);
  PublishStats(tick.now);
}

void SourceEndpoint::Close(const Tick& tick) {
  End(PlaybackEnd::kClosed, tick.events);
  recordings_.Close();
}

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
