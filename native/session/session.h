#pragma once

#include <optional>
#include <vector>

#include "dsp/mixer.h"
#include "session/endpoint.h"

namespace ossicle::session {

/// A mix of endpoints: each hears all the others, and itself only when it asks for loopback. Mixes at the highest
/// rate of its members. Does not own them; who adds a member removes it before it dies.
class Session {
 public:
  struct Member {
    Endpoint* endpoint;
    DatagramSink* sink;
  };

  void Add(Member member);
  void Remove(Handle endpoint);
  /// A member's codec changed.
  void UpdateMixRate();

  const std::vector<Member>& members() const { return members_; }

  /// One period of 20 ms: everyone is received from, then everyone is sent to.
  void Run(const Tick& tick);

 private:
  int mix_rate_hz_ = 8000;
  std::vector<Member> members_;
  std::optional<dsp::Mixer> mixer_;
  std::vector<Sample> mix_;
};

}  // namespace ossicle::session
