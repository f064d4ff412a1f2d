#include "media/pcap_sink.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "file/pcap_writer.h"
#include "media/open_file.h"

namespace ossicle::media {
namespace {

constexpr std::int64_t kSecondsFrom1900To1970 = 2'208'988'800;

std::int64_t MicrosecondsSince1970(NtpTime time) {
  const std::int64_t fraction_us = static_cast<std::int64_t>((std::uint64_t{time.fraction()} * 1'000'000) >> 32);
  return (std::int64_t{time.seconds()} - kSecondsFrom1900To1970) * 1'000'000 + fraction_us;
}

}  // namespace

PcapSink::PcapSink(Handle recording, std::string path, const Options& options, session::EventSink& events)
    : recording_(recording),
      path_(std::move(path)),
      options_(options),
      events_(events),
      queue_(options.queue_packets * kQueueBytesPerPacket + sizeof(Head) + kMaxDatagramBytes) {
  batch_.reserve(kBatchBytes + file::kPcapOverheadBytes + kMaxDatagramBytes);
}

PcapSink::~PcapSink() {
  if (file_) std::fclose(file_);
}

void PcapSink::Write(const session::RecordedPacket& packet) {
  if (failed_.load(std::memory_order_relaxed)) return;
  const std::size_t bytes = packet.head.size() + packet.body.size();
  const Head head{packet.endpoint.value, MicrosecondsSince1970(packet.wall_clock), static_cast<std::uint32_t>(bytes),
                  packet.sent ? 1u : 0u};
  const bool fits =
      bytes > 0 && bytes <= kMaxDatagramBytes && queued_.load(std::memory_order_acquire) < options_.queue_packets;
  if (!fits || !Enqueue(head, packet.head, packet.body)) dropped_.fetch_add(1, std::memory_order_relaxed);
}

/// Of use only when the endpoint was seen; when the queue is full its number is lost to others, and nothing else.
void PcapSink::Forget(Handle endpoint) { (void)Enqueue({endpoint.value, 0, 0, 0}, {}, {}); }

/// In one piece, so that the other side never sees half a packet.
bool PcapSink::Enqueue(const Head& head, Bytes first, Bytes second) {
  const std::size_t size = sizeof head + first.size() + second.size();
  if (queue_.free_space() < size) return false;
  std::memcpy(outgoing_.data(), &head, sizeof head);
  if (!first.empty()) std::memcpy(outgoing_.data() + sizeof head, first.data(), first.size());
  if (!second.empty()) std::memcpy(outgoing_.data() + sizeof head + first.size(), second.data(), second.size());
  queued_.fetch_add(1, std::memory_order_relaxed);
  queue_.Push(std::span<const std::uint8_t>(outgoing_).first(size));
  return true;
}

void PcapSink::Finish(bool closed) {
  closed_.store(closed, std::memory_order_relaxed);
  finished_.store(true, std::memory_order_release);
}

bool PcapSink::Run(Instant now) {
  const bool finished = finished_.load(std::memory_order_acquire);  // before draining, so nothing is left behind
  now_ = now;
  if (!file_ && !Open(now)) return Fail();
  Announce();
  if (!Drain()) return Fail();
  if (!finished) {
    CountOnceASecond();
    return true;
  }
  if (std::fclose(std::exchange(file_, nullptr)) != 0) return Fail();
  Report(closed_.load(std::memory_order_relaxed) ? session::RecordingEnd::kClosed : session::RecordingEnd::kStopped,
         "");
  return false;
}

bool PcapSink::Open(Instant now) {
  began_ = told_ = now;
  file_ = OpenFile(path_, "wbx");
  if (!file_ || std::setvbuf(file_, nullptr, _IONBF, 0) != 0) return false;
  batch_.resize(file::kPcapFileHeaderBytes);
  file::WritePcapFileHeader(batch_);
  return WriteBatch();
}

/// That it has started is told when the file is there and nothing that comes would be missed.
void PcapSink::Announce() {
  if (announced_ || !begun_.load(std::memory_order_acquire)) return;
  announced_ = true;
  events_.Emit({session::EventType::kRecordingStarted, recording_});
}

bool PcapSink::Drain() {
  Head head;
  while (queue_.Pop(std::span(reinterpret_cast<std::uint8_t*>(&head), sizeof head)) == sizeof head) {
    const auto packet = std::span<std::uint8_t>(incoming_).first(head.bytes);
    queue_.Pop(packet);
    queued_.fetch_sub(1, std::memory_order_release);
    if (head.bytes == 0)
      numbers_.Forget({head.endpoint});
    else
      Append(head, packet);
    if (batch_.size() >= kBatchBytes && !WriteBatch()) return false;
  }
  return WriteBatch();
}

void PcapSink::Append(const Head& head, Bytes packet) {
  last_wall_clock_us_ = std::max(last_wall_clock_us_, head.wall_clock_us);
  const std::size_t begin = batch_.size();
  batch_.resize(begin + file::kPcapOverheadBytes + packet.size());
  file::WritePcapDatagram({.wall_clock_us = last_wall_clock_us_,
                           .endpoint = numbers_.NumberOf({head.endpoint}),
                           .sent = head.sent != 0,
                           .payload = packet},
                          MutableBytes(batch_).subspan(begin));
  ++batch_packets_;
}

bool PcapSink::WriteBatch() {
  if (batch_.empty()) return true;
  if (std::fwrite(batch_.data(), 1, batch_.size(), file_) != batch_.size()) return false;
  file_bytes_ += batch_.size();
  packets_ += std::exchange(batch_packets_, 0);
  batch_.clear();
  return true;
}

bool PcapSink::Fail() {
  const char* text = ErrnoText(errno);
  failed_.store(true, std::memory_order_relaxed);
  const bool ours = file_ != nullptr;
  if (file_) std::fclose(std::exchange(file_, nullptr));
  // A record that did not fit whole is taken back.
  std::error_code ignored;
  if (ours && file_bytes_ > 0)
    std::filesystem::resize_file(std::filesystem::path(std::u8string(path_.begin(), path_.end())), file_bytes_, ignored);
  Report(session::RecordingEnd::kFailed, text);
  return false;
}

void PcapSink::CountOnceASecond() {
  if (packets_ == told_packets_ || now_ - told_ < Milliseconds(1000)) return;
  told_packets_ = packets_;
  told_ = now_;
  Count();
}

void PcapSink::Count() {
  const auto dropped = static_cast<double>(dropped_.load(std::memory_order_relaxed));
  events_.Emit({session::EventType::kRecordingCounted, recording_, static_cast<double>(packets_), dropped});
}

void PcapSink::Report(session::RecordingEnd end, const char* text) {
  Count();
  events_.Emit({session::EventType::kRecordingEnded, recording_, ToMilliseconds(now_ - began_), static_cast<double>(end),
                text});
}

}  // namespace ossicle::media
