#include "media/engine.h"
#include "media/file_sink.h"
#include "media/pcap_sink.h"
#include "media/recording_commands.h"
#include "media/tap_sink.h"
#include "session/ogg_opus_writer.h"

namespace ossicle::media {
namespace {

constexpr Status kNoEndpoint(StatusCode::kNotFound, "no such endpoint");
constexpr Status kNoSession(StatusCode::kNotFound, "no such session");
/// A session's mix has the rate of its best member, who may come later: this holds a wideband call.
constexpr int kMixRateHz = 16'000;

int OggBitrate(const AudioFormat& format) { return (format.sample_rate_hz > 16'000 ? 40'000 : 24'000) * format.channels; }

}  // namespace

Result<std::unique_ptr<RecordingFile>> Engine::MakeRecordingFile(const RecordingOptions& options,
                                                                 const AudioFormat& format) {
  if (options.kind == RecordingKind::kWav) return std::make_unique<RecordingFile>(options.path, format);
  auto writer = session::OggOpusWriter::Make({.format = format,
                                              .bitrate_bps = OggBitrate(format),
                                              .complexity = 5,
                                              .serial = static_cast<std::uint32_t>(random_.U64())});
  if (!writer.ok()) return writer.status();
  return std::make_unique<RecordingFile>(options.path, format, std::move(writer).value());
}

Result<int> Engine::RateOf(const RecordingTarget& target, int wanted_hz) {
  if (!target.endpoint && !sessions_.Find(target.session)) return kNoSession;
  const EndpointRecord* record = target.endpoint ? FindOpen(target.endpoint) : nullptr;
  if (target.endpoint && !record) return kNoEndpoint;
  if (wanted_hz > 0) return wanted_hz;
  return record && record->kind == session::EndpointKind::kRtp ? record->sample_rate_hz : kMixRateHz;
}

Result<Handle> Engine::StartRecording(const RecordingTarget& target, const RecordingOptions& options) {
  const Result<int> rate = RateOf(target, options.sample_rate_hz);
  if (!rate.ok()) return rate.status();
  const Handle recording = NextHandle();
  if (options.kind == RecordingKind::kPcap) {
    const auto sink = std::make_shared<PcapSink>(
        recording, options.path, PcapSink::Options{options.queue_packets, options.sent_too}, file_worker_.outbox());
    file_worker_.Add(sink);
    Record(target, recording, sink, options.part);
    return recording;
  }
  const AudioFormat format{rate.value(), options.part == session::AudioPart::kBoth ? 2 : 1};
  Result<std::unique_ptr<RecordingFile>> file = MakeRecordingFile(options, format);
  if (!file.ok()) return file.status();
  const auto sink = std::make_shared<FileSink>(recording, std::move(file).value(), file_worker_.outbox());
  file_worker_.Add(sink);
  Record(target, recording, sink, options.part);
  return recording;
}

Result<Handle> Engine::StartTap(const RecordingTarget& target, int sample_rate_hz, session::AudioPart part) {
  const Result<int> rate = RateOf(target, sample_rate_hz);
  if (!rate.ok()) return rate.status();
  const Handle tap = NextHandle();
  const auto sink = std::make_shared<TapSink>(tap, rate.value());
  Record(target, tap, sink, part);
  recordings_[tap.value].tap = sink;
  return tap;
}

void Engine::Record(const RecordingTarget& target, Handle recording, RecordingSink sink, session::AudioPart part) {
  recordings_[recording.value] = {target, nullptr};
  SendTo(target, std::make_unique<media::StartRecording>(target, recording, std::move(sink), part));
}

void Engine::SendTo(const RecordingTarget& target, std::unique_ptr<Command> command) {
  if (target.endpoint) {
    if (EndpointRecord* record = FindOpen(target.endpoint)) Send(*record, std::move(command));
  } else if (const SessionRecord* session = sessions_.Find(target.session)) {
    Dispatch(session->host, std::move(command));
  }
}

void Engine::StopRecording(Handle recording) {
  const auto found = recordings_.find(recording.value);
  if (found == recordings_.end()) return;
  SendTo(found->second.target, std::make_unique<media::StopRecording>(found->second.target, recording));
  if (found->second.tap) recordings_.erase(found);
}

void Engine::PauseRecording(Handle recording, bool paused) {
  const auto found = recordings_.find(recording.value);
  if (found == recordings_.end()) return;
  SendTo(found->second.target, std::make_unique<media::PauseRecording>(found->second.target, recording, paused));
}

TapSink* Engine::FindTap(Handle tap) {
  const auto found = recordings_.find(tap.value);
  return found == recordings_.end() ? nullptr : found->second.tap.get();
}

}  // namespace ossicle::media
