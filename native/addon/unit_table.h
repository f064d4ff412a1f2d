#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ossicle::addon {

/// The open units of one class in one thread, under numbers that JavaScript holds as small integers: it neither boxes
/// them nor can it make a pointer of them. Number 0 names nothing.
template <typename Unit>
class UnitTable {
 public:
  /// The number of `unit` from now on; 0 when all are taken.
  std::uint32_t Add(std::unique_ptr<Unit> unit) {
    if (free_.empty()) {
      if (slots_.size() > kIndexMask) return 0;
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    slots_[index].unit = std::move(unit);
    return slots_[index].generation << kIndexBits | index;
  }

  Unit* Find(std::uint32_t handle) const {
    const std::uint32_t index = handle & kIndexMask;
    if (index >= slots_.size() || slots_[index].generation != handle >> kIndexBits) return nullptr;
    return slots_[index].unit.get();
  }

  void Remove(std::uint32_t handle) {
    if (Find(handle) == nullptr) return;
    Slot& slot = slots_[handle & kIndexMask];
    slot.unit.reset();
    slot.generation = slot.generation % kMaxGeneration + 1;
    free_.push_back(handle & kIndexMask);
  }

 private:
  // 31 bits in all: what fits a small integer of V8 on every platform, without its sign.
  static constexpr unsigned kIndexBits = 20;
  static constexpr std::uint32_t kIndexMask = (1u << kIndexBits) - 1;
  static constexpr std::uint32_t kMaxGeneration = (1u << 10) - 1;

  struct Slot {
    std::unique_ptr<Unit> unit;
    std::uint32_t generation = 1;
  };

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace ossicle::addon
