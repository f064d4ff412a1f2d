#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace ossicle {

/// Bounded lock-free queue between exactly one producer thread and one consumer thread.
/// Full policy: Push returns false (or a short count) and leaves the queue as it was; the caller counts the drop.
/// Memory is taken in the constructor; capacity is rounded up to a power of two.
template <typename T>
class SpscQueue {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit SpscQueue(std::size_t capacity)
      : mask_(std::bit_ceil(std::max<std::size_t>(capacity, 2)) - 1), items_(new T[mask_ + 1]) {}
  SpscQueue(const SpscQueue&) = delete;
  SpscQueue& operator=(const SpscQueue&) = delete;

  std::size_t capacity() const { return mask_ + 1; }

  /// Either thread: how many items wait. Exact for the consumer (at least) and the producer (at most).
  std::size_t size() const {
    return tail_.load(std::memory_order_acquire) - head_.load(std::memory_order_acquire);
  }
  std::size_t free_space() const { return capacity() - size(); }

  /// Producer.
  bool Push(const T& item) { return Push(std::span<const T>(&item, 1)) == 1; }

  /// Producer: as many of `items` as fit; returns how many.
  std::size_t Push(std::span<const T> items) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    const std::size_t used = tail - head_.load(std::memory_order_acquire);
    const std::size_t count = std::min(items.size(), capacity() - used);
    for (std::size_t i = 0; i < count; ++i) items_[(tail + i) & mask_] = items[i];
    tail_.store(tail + count, std::memory_order_release);
    return count;
  }

  /// Consumer.
  bool Pop(T& out) { return Pop(std::span<T>(&out, 1)) == 1; }

  /// Consumer: up to `out.size()` items; returns how many.
  std::size_t Pop(std::span<T> out) {
    const std::size_t head = head_.load(std::memory_order_relaxed);
    const std::size_t available = tail_.load(std::memory_order_acquire) - head;
    const std::size_t count = std::min(out.size(), available);
    for (std::size_t i = 0; i < count; ++i) out[i] = items_[(head + i) & mask_];
    head_.store(head + count, std::memory_order_release);
    return count;
  }

 private:
  static constexpr std::size_t kCacheLine = 64;
  const std::size_t mask_;
  const std::unique_ptr<T[]> items_;
  alignas(kCacheLine) std::atomic<std::size_t> head_{0};  // consumer writes
  alignas(kCacheLine) std::atomic<std::size_t> tail_{0};  // producer writes
};

}  // namespace ossicle
