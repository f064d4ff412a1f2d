#if !defined(__linux__)
#include "net/poller.h"
#include "net/waker.h"

namespace ossicle::net {

/// Sleeps on a condition variable and watches nothing.
struct Poller::System {
  Waker waker;
};

Poller::Poller() : system_(std::make_unique<System>()) {}
Poller::~Poller() = default;

void Poller::Wake() { system_->waker.Wake(); }
bool Poller::Watch(const UdpSocket&, void*) { return false; }
void Poller::Unwatch(const UdpSocket&) {}

std::span<void* const> Poller::Wait(Instant deadline) {
  if (deadline == Instant::max())
    system_->waker.Wait();
  else
    system_->waker.WaitUntil(deadline);
  return {};
}

}  // namespace ossicle::net
#endif
