#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/bytes.h"
#include "core/socket_address.h"
#include "core/status.h"
#include "core/time.h"

namespace ossicle::net {

/// One received datagram. `data` points into the DatagramBatch it came with.
struct Datagram {
  Bytes data;
  SocketAddress source;
  Instant arrival;
};

/// Receive buffers of one thread, reused for every socket it reads. A datagram of more than kMaxDatagramBytes is dropped:
/// it comes empty, or not at all.
class DatagramBatch {
 public:
  static constexpr std::size_t kCapacity = 16;

  DatagramBatch();
  ~DatagramBatch();
  DatagramBatch(const DatagramBatch&) = delete;
  DatagramBatch& operator=(const DatagramBatch&) = delete;

  std::span<const Datagram> datagrams() const { return {datagrams_.data(), count_}; }

 private:
  friend class UdpSocket;
  struct Buffers;  // what the operating system wants prepared
  std::unique_ptr<Buffers> buffers_;
  std::array<Datagram, kCapacity> datagrams_;
  std::size_t count_ = 0;
};

/// A bound, non-blocking UDP socket that stamps arrivals by the kernel's clock where it can.
/// Opened and closed on the control thread, read and written by one media thread.
class UdpSocket {
 public:
  UdpSocket() = default;
  UdpSocket(UdpSocket&& other) noexcept;
  UdpSocket& operator=(UdpSocket&& other) noexcept;
  ~UdpSocket();

  /// kIo with errno in `detail`; EADDRINUSE means another program holds the port.
  static Result<UdpSocket> Bind(const SocketAddress& local);

  bool open() const { return handle_ != kInvalid; }
  std::intptr_t native_handle() const { return handle_; }
  /// The port bound, also when 0 was asked for.
  std::uint16_t local_port() const { return local_port_; }

  /// Fills `batch` with what waits, up to its capacity. `now` and `wall_offset` place kernel stamps.
  /// A pending ICMP error is consumed and counts as nothing received.
  void Receive(DatagramBatch& batch, Instant now, Duration wall_offset);
  /// The same of one datagram, for less where more do not wait.
  void ReceiveOne(DatagramBatch& batch, Instant now, Duration wall_offset);

  /// Hands one datagram to the kernel; false when it refused (full buffer, no route), which loses the datagram.
  /// Sending elsewhere than to the settled peer unsettles it.
  bool Send(const SocketAddress& to, Bytes data);

  /// From now on there is one peer: the kernel finds its way once instead of for each datagram (an eighth of the cost
  /// of sending), and refuses what others send. A family of kNone opens the socket to all again. Does nothing where
  /// that could not be taken back: on other systems than Linux, and when the port was asked for as 0.
  void SettlePeer(const SocketAddress& peer);
  const SocketAddress& settled_peer() const { return settled_peer_; }

 private:
  static constexpr std::intptr_t kInvalid = -1;

  bool SendToSettled(Bytes data);
#if defined(_WIN32)
  /// Into the next place of `batch`; false when nothing waits.
  bool ReceiveNext(DatagramBatch& batch, Instant now);
#endif

  std::intptr_t handle_ = kInvalid;
  std::uint16_t local_port_ = 0;
  bool may_settle_ = false;
  SocketAddress settled_peer_;
};

}  // namespace ossicle::net
