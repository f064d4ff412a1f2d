#include "session/bridge_endpoint.h"

#include <algorithm>

namespace ossicle::session {

bool BridgeLane::Push(ConstSamples frame) {
  if (frames_.free_space() < frame.size()) return false;
  return frames_.Push(frame) == frame.size();
}

bool BridgeLane::Pop(Samples frame) {
  while (frames_.size() > kMostWaiting * kFrame) frames_.Pop(frame);
  return frames_.Pop(frame) == frame.size();
}

BridgeEndpoint::BridgeEndpoint(Handle id, std::shared_ptr<BridgeLane> in, std::shared_ptr<BridgeLane> out)
    : Endpoint(id, EndpointKind::kBridge), in_(std::move(in)), out_(std::move(out)), frame_(BridgeLane::kFrame) {
  SetVoiceRate(BridgeLane::kSampleRateHz);
  recordings_.SetGeneratedFormat(GeneratedRtp::Format::kL16);
  recordings_.SetChannelRate(BridgeLane::kSampleRateHz);
}

ConstSamples BridgeEndpoint::Receive(const Tick& tick) {
  heard_ = {};
  if (in_->Pop(frame_)) {
    ++received_;
    heard_ = frame_;
    recordings_.SaidAsPackets(frame_, tick);
  } else {
    std::fill(frame_.begin(), frame_.end(), Sample{0});
  }
  Watch(heard_, tick);
  recordings_.Said(frame_, tick.events);
  return heard_;
}

void BridgeEndpoint::Transmit(const Tick& tick, const Hearing& hearing) {
  if (!hearing.mix.empty()) ++(out_->Push(hearing.mix) ? sent_ : dropped_);
  if (recordings_.wants_audio()) RecordHeard(hearing.mix, tick.events);
  PublishStats(tick.now);
}

void BridgeEndpoint::RecordHeard(ConstSamples mix, EventSink& events) {
  if (!mix.empty()) return recordings_.Heard(mix, events);
  std::fill(frame_.begin(), frame_.end(), Sample{0});
  recordings_.Heard(frame_, events);
}

EndpointStats BridgeEndpoint::Stats(Instant) const {
  constexpr double kFrameBytes = BridgeLane::kFrame * sizeof(Sample);
  EndpointStats stats;
  stats.packets_received = static_cast<double>(received_);
  stats.bytes_received = static_cast<double>(received_) * kFrameBytes;
  stats.packets_sent = static_cast<double>(sent_);
  stats.bytes_sent = static_cast<double>(sent_) * kFrameBytes;
  stats.datagrams_dropped = static_cast<double>(dropped_);
  return stats;
}

}  // namespace ossicle::session
