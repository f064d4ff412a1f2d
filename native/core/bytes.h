#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace ossicle {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

/// The longest datagram that is taken from a peer or relayed to one.
inline constexpr std::size_t kMaxDatagramBytes = 4096;

/// Reads big-endian values with bounds. A read past the end yields 0 and makes ok() false for good,
/// so a parser checks once after a group of reads.
class ByteReader {
 public:
  explicit ByteReader(Bytes data) : data_(data) {}

  bool ok() const { return ok_; }
  std::size_t remaining() const { return data_.size() - position_; }
  std::size_t position() const { return position_; }

  std::uint8_t U8() { return static_cast<std::uint8_t>(Unsigned(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Unsigned(2)); }
  std::uint32_t U24() { return static_cast<std::uint32_t>(Unsigned(3)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(Unsigned(4)); }
  std::uint64_t U64() { return Unsigned(8); }

  /// The next `count` bytes, or an empty span when there are not so many.
  Bytes Take(std::size_t count) {
    if (!Require(count)) return {};
    const Bytes taken = data_.subspan(position_, count);
    position_ += count;
    return taken;
  }
  void Skip(std::size_t count) { (void)Take(count); }
  Bytes Rest() { return Take(remaining()); }

 private:
  bool Require(std::size_t count) {
    if (count > remaining()) ok_ = false;
    return ok_;
  }
  std::uint64_t Unsigned(std::size_t width) {
    if (!Require(width)) return 0;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | data_[position_ + i];
    position_ += width;
    return value;
  }

  Bytes data_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

/// Writes big-endian values into a caller's buffer. A write past the end is dropped and makes ok() false for good.
class ByteWriter {
 public:
  explicit ByteWriter(MutableBytes out) : out_(out) {}

  bool ok() const { return ok_; }
  std::size_t size() const { return position_; }
  Bytes written() const { return out_.first(position_); }

  void U8(std::uint8_t value) { Unsigned(value, 1); }
  void U16(std::uint16_t value) { Unsigned(value, 2); }
  void U24(std::uint32_t value) { Unsigned(value, 3); }
  void U32(std::uint32_t value) { Unsigned(value, 4); }
  void U64(std::uint64_t value) { Unsigned(value, 8); }
  void Append(Bytes bytes) {
    if (!Require(bytes.size())) return;
    if (!bytes.empty()) std::memcpy(out_.data() + position_, bytes.data(), bytes.size());
    position_ += bytes.size();
  }

 private:
  bool Require(std::size_t count) {
    if (count > out_.size() - position_) ok_ = false;
    return ok_;
  }
  void Unsigned(std::uint64_t value, std::size_t width) {
    if (!Require(width)) return;
    for (std::size_t i = 0; i < width; ++i)
      out_[position_ + i] = static_cast<std::uint8_t>(value >> (8 * (width - 1 - i)));
    position_ += width;
  }

  MutableBytes out_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace ossicle
