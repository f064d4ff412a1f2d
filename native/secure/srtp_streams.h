#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/ids.h"
#include "secure/replay_window.h"

namespace ossicle::secure {

/// The streams (SSRCs) under one key in one direction, with what has come of each. One party speaks with one SSRC at a
/// time, so few are kept. Looking one up is a short walk, usually of one step.
class SrtpStreams {
 public:
  static constexpr std::size_t kMaxStreams = 8;

  const ReplayWindow* Find(Ssrc ssrc) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (streams_[i].ssrc == ssrc) return &streams_[i].window;
    return nullptr;
  }

  bool full() const { return count_ == kMaxStreams; }

  /// Notes that `index` of a stream has come. When a stream is new and there is no room, the one that was marked
  /// longest ago is forgotten.
  void Mark(Ssrc ssrc, std::int64_t index) {
    Stream& stream = PlaceOf(ssrc);
    stream.window.Mark(index);
    stream.last_use = ++uses_;
  }

  /// Calls `visit(ssrc, highest index)` for each.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::size_t i = 0; i < count_; ++i) visit(streams_[i].ssrc, streams_[i].window.highest());
  }

 private:
  struct Stream {
    Ssrc ssrc{};
    ReplayWindow window;
    std::uint64_t last_use = 0;
  };

  Stream& PlaceOf(Ssrc ssrc) {
    Stream* oldest = streams_.data();
    for (std::size_t i = 0; i < count_; ++i) {
      if (streams_[i].ssrc == ssrc) return streams_[i];
      if (streams_[i].last_use < oldest->last_use) oldest = &streams_[i];
    }
    Stream& stream = full() ? *oldest : streams_[count_++];
    stream = {ssrc, {}, 0};
    return stream;
  }

  std::array<Stream, kMaxStreams> streams_;
  std::size_t count_ = 0;
  std::uint64_t uses_ = 0;
};

}  // namespace ossicle::secure
