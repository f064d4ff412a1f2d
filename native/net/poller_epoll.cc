#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>

#include "net/clock.h"
#include "net/poller.h"

namespace ossicle::net {
namespace {

constexpr std::size_t kMostEvents = 128;

void Drain(int fd) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(fd, &count, sizeof count);
}

}  // namespace

/// The timer is a descriptor too, because epoll_wait counts in milliseconds.
struct Poller::System {
  System() : set(epoll_create1(EPOLL_CLOEXEC)), wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
             timer(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
    Add(wake, this);
    Add(timer, &timer_token);
  }
  ~System() {
    for (const int fd : {set, wake, timer}) ::close(fd);
  }

  bool Add(int fd, void* token) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = token;
    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &event) == 0;
  }

  void SetTimer(Instant deadline) {
    if (deadline == timer_set) return;
    timer_set = deadline;
    itimerspec at{};
    if (deadline != Instant::max()) {
      const std::int64_t ns = deadline.time_since_epoch().count();
      at.it_value = {.tv_sec = static_cast<time_t>(ns / 1'000'000'000), .tv_nsec = static_cast<long>(ns % 1'000'000'000)};
    }
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, nullptr);
  }

  const int set, wake, timer;
  char timer_token = 0;
  Instant timer_set = Instant::max();
  std::array<epoll_event, kMostEvents> events{};
  std::array<void*, kMostEvents> tokens{};
};

Poller::Poller() : system_(std::make_unique<System>()) {}
Poller::~Poller() = default;

void Poller::Wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(system_->wake, &one, sizeof one);
}

bool Poller::Watch(const UdpSocket& socket, void* token) {
  return system_->Add(static_cast<int>(socket.native_handle()), token);
}

void Poller::Unwatch(const UdpSocket& socket) {
  epoll_ctl(system_->set, EPOLL_CTL_DEL, static_cast<int>(socket.native_handle()), nullptr);
}

std::span<void* const> Poller::Wait(Instant deadline) {
  System& system = *system_;
  const bool passed = deadline <= Now();
  if (!passed) system.SetTimer(deadline);
  const int count = epoll_wait(system.set, system.events.data(), kMostEvents, passed ? 0 : -1);
  std::size_t told = 0;
  for (int i = 0; i < count; ++i) {
    void* token = system.events[static_cast<std::size_t>(i)].data.ptr;
    if (token == &system) {
      Drain(system.wake);
    } else if (token == &system.timer_token) {
      Drain(system.timer);
      system.timer_set = Instant::max();
    } else {
      system.tokens[told++] = token;
    }
  }
  return {system.tokens.data(), told};
}

}  // namespace ossicle::net
#endif
