#include "session/recordings.h"

#include <array>

namespace ossicle::session {
namespace {

/// The wall clock at `arrival`, which is at most a few ticks before `tick`.
NtpTime WallClockAt(Instant arrival, const Tick& tick) {
  const auto ago = static_cast<std::int64_t>(ToSeconds(tick.now - arrival) * 4'294'967'296.0);
  return {tick.wall_clock.value - static_cast<std::uint64_t>(ago)};
}

}  // namespace

void Recordings::StartAudio(Handle recording, std::shared_ptr<SampleSink> sink, AudioPart part) {
  recorders_.emplace_back(recording, std::move(sink), channel_rate_hz_, part);
}

void Recordings::StartPackets(Handle recording, std::shared_ptr<PacketSink> sink) {
  packets_.push_back({recording, std::move(sink)});
}

void Recordings::Join(Handle recording, std::shared_ptr<PacketSink> sink) {
  packets_.push_back({.id = recording, .sink = std::move(sink), .own = false});
}

void Recordings::Leave(Handle recording) {
  std::erase_if(packets_, [&](PacketRecording& packets) {
    if (packets.id != recording) return false;
    packets.sink->Forget(endpoint_);
    return true;
  });
}

void Recordings::Stop(Handle recording) {
  std::erase_if(recorders_, [&](Recorder& recorder) {
    if (recorder.id() != recording) return false;
    recorder.Finish(false);
    return true;
  });
  std::erase_if(packets_, [&](PacketRecording& packets) {
    if (packets.id != recording) return false;
    packets.sink->Finish(false);
    return true;
  });
}

void Recordings::SetPaused(Handle recording, bool paused) {
  for (Recorder& recorder : recorders_)
    if (recorder.id() == recording) recorder.SetPaused(paused);
  for (PacketRecording& packets : packets_)
    if (packets.id == recording) packets.paused = paused;
}

void Recordings::Close() {
  for (Recorder& recorder : recorders_) recorder.Finish(true);
  for (PacketRecording& packets : packets_) packets.own ? packets.sink->Finish(true) : packets.sink->Forget(endpoint_);
  recorders_.clear();
  packets_.clear();
}

void Recordings::SetChannelRate(int channel_rate_hz) {
  channel_rate_hz_ = channel_rate_hz;
  for (Recorder& recorder : recorders_) recorder.SetChannelRate(channel_rate_hz);
  if (generated_) generated_->SetChannelRate(channel_rate_hz);
}

void Recordings::ReceivedRtp(const rtp::RtpPacket& packet, Instant arrival, const Tick& tick) {
  if (!wants_packets()) return;
  rtp::RtpPacket header = packet;
  header.payload = {};
  std::array<std::uint8_t, rtp::kRtpHeaderSize> head;
  rtp::WriteRtp(header, head);
  WritePacket({endpoint_, false, WallClockAt(arrival, tick), head, packet.payload}, false);
}

void Recordings::ReceivedRtcp(Bytes datagram, Instant arrival, const Tick& tick) {
  WritePacket({endpoint_, false, WallClockAt(arrival, tick), datagram}, false);
}

void Recordings::SentRtp(Bytes datagram, NtpTime wall_clock) {
  WritePacket({endpoint_, true, wall_clock, datagram}, true);
}

void Recordings::SentRtcp(Bytes datagram, NtpTime wall_clock) {
  WritePacket({endpoint_, true, wall_clock, datagram}, false);
}

void Recordings::SaidAsPackets(ConstSamples frame, const Tick& tick) {
  if (!generated_) return;
  if (!wants_packets()) return generated_->Skip();
  WritePacket({endpoint_, false, tick.wall_clock, generated_->Make(frame)}, false);
}

void Recordings::WritePacket(const RecordedPacket& packet, bool sent_rtp) {
  for (PacketRecording& packets : packets_)
    if (!packets.paused && (!sent_rtp || packets.sink->sent_too())) packets.sink->Write(packet);
}

}  // namespace ossicle::session
