#pragma once

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

#include "media/transport.h"
#include "session/session.h"
#include "session/source_endpoint.h"

namespace ossicle::media {

/// An endpoint with the way it reaches its peer; both move between threads together.
struct HostedEndpoint {
  std::unique_ptr<session::Endpoint> endpoint;
  std::unique_ptr<Transport> transport;  ///< Of an RTP endpoint.
  Handle session;
  bool at_once = false;  ///< Its packets are relayed, and so read as they come.
  bool watched = false;  ///< By the PacketWatch.

  /// The endpoint if it is one of RTP.
  session::RtpEndpoint* rtp() const {
    return transport ? static_cast<session::RtpEndpoint*>(endpoint.get()) : nullptr;
  }
};

/// Where packets that are to be read as they come are waited for.
class PacketWatch {
 public:
  virtual ~PacketWatch() = default;
  /// False where nobody can wait for them; they are read in every slot then.
  virtual bool Watch(HostedEndpoint& endpoint) = 0;
  virtual void Unwatch(HostedEndpoint& endpoint) = 0;
};

/// The sessions of one thread on a wheel of 5 ms: each session owns one of the four slots of its 20 ms period. A session at
/// rest is served in every fifth period. Reports of RTCP are read in every tenth: they are rare.
/// Commands arrive between ticks. Everything runs on the driving thread.
class SessionHost {
 public:
  static constexpr std::size_t kSlots = 4;
  static constexpr Duration kSlotDuration = kFrameDuration / kSlots;

  explicit SessionHost(PacketWatch* watch = nullptr) : watch_(watch) {}

  void AddSession(Handle session);
  void RemoveSession(Handle session);
  /// False when the session is gone; the endpoint is then left in `endpoint`.
  bool AddEndpoint(HostedEndpoint& endpoint);
  /// Removes the endpoint from its session and hands it out; empty when there is none.
  HostedEndpoint TakeEndpoint(Handle endpoint);

  // For commands; what they find is served in the next period.
  HostedEndpoint* Find(Handle endpoint);
  /// The endpoint if there is one and it is one of RTP.
  session::RtpEndpoint* FindRtp(Handle endpoint);
  session::SourceEndpoint* FindSource(Handle endpoint);
  /// Something has changed that decides who hears `endpoint`, or whom it hears.
  void Replan(Handle endpoint);
  session::Session* FindSession(Handle session);
  bool idle() const { return sessions_.empty(); }

  // Once per period each.

  bool SlotIsEmpty(std::size_t slot) const { return slots_[slot].empty(); }
  /// Reads one packet of an endpoint that is watched.
  void DeliverWatched(const HostedEndpoint& endpoint, const session::Tick& tick);
  /// Reads what is relayed and not watched. In every slot.
  void DeliverAtOnce(const session::Tick& tick);
  /// Serves the sessions of one slot.
  void RunSlot(std::size_t slot, const session::Tick& tick);

 private:
  static constexpr std::size_t kRounds = 10;
  static constexpr std::size_t kRoundsAtRest = 5;

  struct HostedSession {
    session::Session session;
    std::size_t slot = 0;
    std::size_t turn = 0;  // in which of kRounds periods its reports are read
    bool at_rest = false;
    std::vector<HostedEndpoint*> rtp{};  // of its endpoints those with packets to read
    std::uint64_t plan_seen = 0;
  };

  std::size_t QuietestSlot() const;
  void WakeIfChanged(const HostedEndpoint& endpoint);
  void Serve(HostedSession& hosted, const session::Tick& tick);
  void FollowPlan(HostedSession& hosted);
  void SetAtOnce(HostedEndpoint& endpoint, bool at_once);

  PacketWatch* const watch_;
  std::vector<HostedEndpoint*> unwatched_;  // to be read in every slot
  std::unordered_map<std::uint64_t, std::unique_ptr<HostedSession>> sessions_;
  std::unordered_map<std::uint64_t, HostedEndpoint> endpoints_;
  std::array<std::vector<HostedSession*>, kSlots> slots_;
  std::size_t next_turn_ = 0;
  std::size_t round_ = 0;
};

}  // namespace ossicle::media
