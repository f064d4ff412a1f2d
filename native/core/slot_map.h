#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ossicle {

/// Names a slot of a SlotMap. A handle outlives its item harmlessly: the generation tells that it is stale.
/// Fits 53 bits, so JavaScript carries it as a number. Value 0 names nothing.
struct Handle {
  std::uint64_t value = 0;
  explicit operator bool() const { return value != 0; }
  friend bool operator==(Handle, Handle) = default;
};

/// Items under stable handles, O(1) to add, find and remove. Not thread-safe; Reserve in advance where adding
/// must not allocate.
template <typename T>
class SlotMap {
 public:
  void Reserve(std::size_t count) {
    slots_.reserve(count);
    free_.reserve(count);
  }
  std::size_t size() const { return slots_.size() - free_.size(); }

  Handle Add(T item) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    slots_[index].item.emplace(std::move(item));
    return Pack(index, slots_[index].generation);
  }

  T* Find(Handle handle) {
    Slot* slot = SlotOf(handle);
    return slot ? &*slot->item : nullptr;
  }

  std::optional<T> Remove(Handle handle) {
    Slot* slot = SlotOf(handle);
    if (!slot) return std::nullopt;
    std::optional<T> item = std::move(slot->item);
    slot->item.reset();
    slot->generation = slot->generation % kMaxGeneration + 1;
    free_.push_back(static_cast<std::uint32_t>(slot - slots_.data()));
    return item;
  }

  /// Visits every item in slot order as visit(handle, item). The visitor must not add or remove.
  template <typename Visit>
  void ForEach(Visit visit) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
      if (slots_[i].item) visit(Pack(static_cast<std::uint32_t>(i), slots_[i].generation), *slots_[i].item);
  }

 private:
  static constexpr std::uint32_t kMaxGeneration = (1u << 20) - 1;
  struct Slot {
    std::optional<T> item;
    std::uint32_t generation = 1;
  };

  static Handle Pack(std::uint32_t index, std::uint32_t generation) {
    return {std::uint64_t{generation} << 32 | index};
  }
  Slot* SlotOf(Handle handle) {
    const auto index = static_cast<std::uint32_t>(handle.value);
    if (index >= slots_.size()) return nullptr;
    Slot& slot = slots_[index];
    return slot.item && Pack(index, slot.generation) == handle ? &slot : nullptr;
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace ossicle
