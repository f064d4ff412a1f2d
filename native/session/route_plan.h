#pragma once

#include <vector>

#include "dsp/mixer.h"
#include "session/endpoint.h"

namespace ossicle::session {

/// An endpoint in a session, and what the plan says about it.
struct Member {
  enum class Mix : std::uint8_t {
    kNothing,
    kAll,         ///< Everyone, itself included.
    kWithoutOwn,  ///< Everyone else.
    kSome,        ///< Those in `some`.
    kRelay,       ///< One, whose packets it gets as they are.
  };

  Endpoint* endpoint;
  dsp::Mixer::InputId input = 0;
  std::vector<const Endpoint*> unheard{};  ///< Whom it does not hear although it could.

  // The plan.
  Mix mix = Mix::kNothing;
  std::size_t speakers = 0;  ///< How many others it hears.
  std::vector<dsp::Mixer::InputId> some{};
  bool heard_in_part = false;  ///< Its audio is in someone's `some`, or about to be mixed.
};

/// Decides who hears whom in a session: S is heard by D when S is not D, S takes part and feeds the session and is not
/// muted, D takes part and hears, they are not both bridges that lead on, and D has no exception for S.
class RoutePlan {
 public:
  /// Takes memory for as many members; command path only.
  void Reserve(std::vector<Member>& members);
  /// Whether someone outside the session hears everyone.
  void SetAllHeard(bool heard) { all_heard_ = heard; }
  /// Works out the plan anew. Takes none.
  void Rebuild(std::vector<Member>& members);

  static bool Hears(const Member& listener, const Member& speaker);

 private:
  void PlanFor(Member& listener);
  bool PlanRelay(Member& listener);
  void DecideDecoding(std::vector<Member>& members);
  const Member* OnlySpeakerOf(const Member& listener) const;
  Member* FindSpeaker(const Endpoint* endpoint) const;

  std::vector<Member*> speakers_;
  bool all_heard_ = false;
};

}  // namespace ossicle::session
