#pragma once

#include <vector>

#include "dsp/mixer.h"
#include "session/rtp_endpoint.h"

namespace ossicle::session {

/// A mix of endpoints: each hears all the others, and itself only when it asks for loopback. Mixes at the highest
/// rate of its members. Does not own them; who adds a member removes it before it dies.
class Session {
 public:
  struct Member {
    RtpEndpoint* endpoint;
    DatagramSink* sink;
    dsp::Mixer::InputId input = 0;  ///< Given by Add.
  };

  void Add(Member member);
  void Remove(Handle endpoint);
  /// A member's codec changed.
  void UpdateMixRate();

  const std::vector<Member>& members() const { return members_; }

  /// One period of 20 ms: everyone is received from, then everyone is sent to.
  void Run(const Tick& tick);

 private:
  static dsp::Mixer MixerAt(int sample_rate_hz) {
    return dsp::Mixer({.sample_rate_hz = sample_rate_hz, .frame_samples = FrameSamples(sample_rate_hz)});
  }

  int mix_rate_hz_ = 8000;
  std::vector<Member> members_;
  dsp::Mixer mixer_ = MixerAt(8000);
  std::vector<Sample> mix_ = std::vector<Sample>(FrameSamples(8000));
};

}  // namespace ossicle::session
