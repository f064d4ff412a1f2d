#pragma once

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/bytes.h"

namespace ossicle::file {

/// Bytes between one who has too many and one who wants more at a time. The memory is taken once.
class ByteQueue {
 public:
  explicit ByteQueue(std::size_t capacity) : memory_(capacity) {}

  std::size_t size() const { return end_ - begin_; }
  std::size_t room() const { return memory_.size() - size(); }
  std::size_t capacity() const { return memory_.size(); }
  Bytes view() const { return Bytes(memory_).subspan(begin_, size()); }

  /// Copies as many as there is room for; returns how many.
  std::size_t Append(Bytes bytes) {
    const std::size_t count = std::min(bytes.size(), room());
    if (count == 0) return 0;
    std::memcpy(Tail(count).data(), bytes.data(), count);
    end_ += count;
    return count;
  }
  /// `count` bytes (at most `room()`) to be written by the caller, who then calls Commit.
  MutableBytes Tail(std::size_t count) {
    if (memory_.size() - end_ < count) {
      std::memmove(memory_.data(), memory_.data() + begin_, size());
      end_ -= begin_;
      begin_ = 0;
    }
    return MutableBytes(memory_).subspan(end_, count);
  }
  void Commit(std::size_t count) { end_ += count; }

  /// Moves as many as there are to `out`; returns how many.
  std::size_t Take(MutableBytes out) {
    const std::size_t count = std::min(out.size(), size());
    if (count > 0) std::memcpy(out.data(), memory_.data() + begin_, count);
    Drop(count);
    return count;
  }
  void Drop(std::size_t count) {
    begin_ += std::min(count, size());
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void Clear() { begin_ = end_ = 0; }

 private:
  std::vector<std::uint8_t> memory_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace ossicle::file
