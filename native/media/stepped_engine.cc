#include "media/stepped_engine.h"

namespace ossicle::media {
namespace {

/// Virtual time begins here, so that nothing in it is near the zero that some parts take as "never".
constexpr Instant kStart{std::chrono::hours(1)};
constexpr NtpTime kWallStart{std::uint64_t{3'900'000'000} << 32};  // August 2023

NtpTime WallClockAt(Instant now) {
  const double seconds = ToSeconds(now - kStart);
  return {kWallStart.value + static_cast<std::uint64_t>(seconds * 4294967296.0)};
}

}  // namespace

SteppedEngine::SteppedEngine(const Options& options)
    : Engine(1, options.seed, [] {}),
      options_(options),
      now_(kStart),
      network_(options.seed + 1),
      next_port_(options.rtp_port_min) {}

SteppedEngine::~SteppedEngine() { Close(); }

void SteppedEngine::Step(Duration duration) {
  const Instant end = now_ + duration;
  while (now_ + SessionHost::kSlotDuration <= end) {
    now_ += SessionHost::kSlotDuration;
    network_.Advance(now_);
    file_worker().RunOnce(now_);
    host_.DeliverAtOnce(TickNow());
    host_.RunSlot(slot_, TickNow());
    slot_ = (slot_ + 1) % SessionHost::kSlots;
  }
  file_worker().RunOnce(now_);
}

Result<Engine::MadeTransport> SteppedEngine::MakeTransport() {
  std::uint16_t port = 0;
  if (!free_ports_.empty()) {
    port = free_ports_.back();
    free_ports_.pop_back();
  } else if (next_port_ < options_.rtp_port_max) {
    port = next_port_;
    next_port_ = static_cast<std::uint16_t>(next_port_ + 2);
  } else {
    return Status(StatusCode::kNoPorts, "every RTP port pair is taken");
  }
  const SocketAddress rtp = options_.bind.WithPort(port);
  network_.Open(rtp);
  network_.Open(rtp.WithPort(static_cast<std::uint16_t>(port + 1)));
  return MadeTransport{std::make_unique<SimulatedTransport>(network_, rtp, now_), port};
}

void SteppedEngine::ReleasePort(std::uint16_t port) { free_ports_.push_back(port); }

bool SteppedEngine::Post(std::size_t, Command* command) {
  while (command->Execute(host_, TickNow())) {
  }
  outbox_.Return(command);
  return true;
}

void SteppedEngine::StopHosts() {
  while (file_worker().RunOnce(now_)) {
  }
}

session::Tick SteppedEngine::TickNow() { return {now_, WallClockAt(now_), outbox_}; }

}  // namespace ossicle::media
