#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "net/sockaddr.h"
#include "net/udp_socket.h"

namespace ossicle::net {
namespace {

constexpr std::size_t kControlBytes = 64;

#if !defined(__linux__)
struct mmsghdr {
  msghdr msg_hdr;
  unsigned int msg_len;
};
#endif

bool Prepare(int fd) {
#if defined(SO_TIMESTAMPNS)
  const int on = 1;
  if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) return false;
#endif
  const int flags = fcntl(fd, F_GETFL);
  return fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

/// The kernel's receive stamp on the monotonic line, or `now` when it gave none.
Instant ArrivalOf(msghdr& message, Instant now, Duration wall_offset) {
#if defined(SCM_TIMESTAMPNS)
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp;
    std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
    const Duration wall = std::chrono::seconds(stamp.tv_sec) + Duration(stamp.tv_nsec);
    const Instant arrival(wall - wall_offset);
    return arrival < now ? arrival : now;
  }
#else
  (void)message;
  (void)wall_offset;
#endif
  return now;
}

int ReceiveMany(int fd, mmsghdr* messages, unsigned int count) {
#if defined(__linux__)
  return recvmmsg(fd, messages, count, MSG_DONTWAIT, nullptr);
#else
  unsigned int received = 0;
  for (; received < count; ++received) {
    const ssize_t length = recvmsg(fd, &messages[received].msg_hdr, MSG_DONTWAIT);
    if (length < 0) break;
    messages[received].msg_len = static_cast<unsigned int>(length);
  }
  return static_cast<int>(received);
#endif
}

}  // namespace

struct DatagramBatch::Buffers {
  std::array<std::array<std::uint8_t, kMaxDatagramBytes>, kCapacity> data;
  std::array<sockaddr_storage, kCapacity> sources;
  std::array<iovec, kCapacity> vectors;
  alignas(cmsghdr) std::array<std::array<std::uint8_t, kControlBytes>, kCapacity> controls;
  std::array<mmsghdr, kCapacity> messages;

  /// The kernel overwrites lengths, so they are set before each read.
  void Arm(std::size_t used) {
    for (std::size_t i = 0; i < used; ++i) {
      msghdr& header = messages[i].msg_hdr;
      header.msg_namelen = sizeof(sockaddr_storage);
      header.msg_controllen = kControlBytes;
      header.msg_flags = 0;
    }
  }

  Datagram Read(std::size_t i, std::size_t length, Instant now, Duration wall_offset) {
    msghdr& header = messages[i].msg_hdr;
    const bool cut = (header.msg_flags & MSG_TRUNC) != 0;
    return {Bytes(data[i].data(), cut ? 0 : length), FromSockaddr(sources[i]), ArrivalOf(header, now, wall_offset)};
  }
};

DatagramBatch::DatagramBatch() : buffers_(std::make_unique<Buffers>()) {
  for (std::size_t i = 0; i < kCapacity; ++i) {
    buffers_->vectors[i] = {buffers_->data[i].data(), kMaxDatagramBytes};
    msghdr& header = buffers_->messages[i].msg_hdr;
    header = {};
    header.msg_name = &buffers_->sources[i];
    header.msg_iov = &buffers_->vectors[i];
    header.msg_iovlen = 1;
    header.msg_control = buffers_->controls[i].data();
  }
  buffers_->Arm(kCapacity);
}

DatagramBatch::~DatagramBatch() = default;

UdpSocket::UdpSocket(UdpSocket&& other) noexcept
    : handle_(std::exchange(other.handle_, kInvalid)),
      local_port_(std::exchange(other.local_port_, 0)),
      may_settle_(other.may_settle_),
      settled_peer_(std::exchange(other.settled_peer_, {})) {}

UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(local_port_, other.local_port_);
  std::swap(may_settle_, other.may_settle_);
  std::swap(settled_peer_, other.settled_peer_);
  return *this;
}

UdpSocket::~UdpSocket() {
  if (open()) ::close(static_cast<int>(handle_));
}

Result<UdpSocket> UdpSocket::Bind(const SocketAddress& local) {
  sockaddr_storage storage;
  const socklen_t length = ToSockaddr(local, storage);
  if (length == 0) return Status(StatusCode::kInvalidArgument, "no address to bind to");
  const int fd = ::socket(storage.ss_family, SOCK_DGRAM, 0);
  if (fd < 0) return Status(StatusCode::kIo, "cannot open a UDP socket", errno);
  UdpSocket socket;
  socket.handle_ = fd;
  if (!Prepare(fd)) return Status(StatusCode::kIo, "cannot set up a UDP socket", errno);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&storage), length) != 0)
    return Status(StatusCode::kIo, "cannot bind a UDP socket", errno);
  socket.local_port_ = local.port;
  socket.may_settle_ = local.port != 0;  // a port that the system chose is lost when the association is dissolved
  if (local.port == 0) {
    socklen_t bound = sizeof storage;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &bound) != 0)
      return Status(StatusCode::kIo, "cannot read the bound port", errno);
    socket.local_port_ = FromSockaddr(storage).port;
  }
  return socket;
}

void UdpSocket::Receive(DatagramBatch& batch, Instant now, Duration wall_offset) {
  DatagramBatch::Buffers& buffers = *batch.buffers_;
  buffers.Arm(std::max<std::size_t>(batch.count_, 1));
  const int received = ReceiveMany(static_cast<int>(handle_), buffers.messages.data(), DatagramBatch::kCapacity);
  batch.count_ = received > 0 ? static_cast<std::size_t>(received) : 0;
  for (std::size_t i = 0; i < batch.count_; ++i)
    batch.datagrams_[i] = buffers.Read(i, buffers.messages[i].msg_len, now, wall_offset);
}

void UdpSocket::ReceiveOne(DatagramBatch& batch, Instant now, Duration wall_offset) {
  DatagramBatch::Buffers& buffers = *batch.buffers_;
  buffers.Arm(std::max<std::size_t>(batch.count_, 1));
  const ssize_t length = recvmsg(static_cast<int>(handle_), &buffers.messages[0].msg_hdr, MSG_DONTWAIT);
  batch.count_ = length >= 0 ? 1 : 0;
  if (length >= 0) batch.datagrams_[0] = buffers.Read(0, static_cast<std::size_t>(length), now, wall_offset);
}

bool UdpSocket::Send(const SocketAddress& to, Bytes data) {
  if (settled_peer_.valid()) {
    if (to == settled_peer_) return SendToSettled(data);
    SettlePeer({});
  }
  sockaddr_storage storage;
  const socklen_t length = ToSockaddr(to, storage);
  if (length == 0) return false;
  return ::sendto(static_cast<int>(handle_), data.data(), data.size(), MSG_DONTWAIT,
                  reinterpret_cast<const sockaddr*>(&storage), length) >= 0;
}

bool UdpSocket::SendToSettled(Bytes data) {
  const int fd = static_cast<int>(handle_);
  if (::send(fd, data.data(), data.size(), MSG_DONTWAIT) >= 0) return true;
  // An ICMP answer to an earlier datagram is reported in place of sending this one.
  return errno == ECONNREFUSED && ::send(fd, data.data(), data.size(), MSG_DONTWAIT) >= 0;
}

void UdpSocket::SettlePeer(const SocketAddress& peer) {
#if defined(__linux__)
  if (peer == settled_peer_ || !may_settle_) return;
  sockaddr_storage storage{};
  socklen_t length = ToSockaddr(peer, storage);
  if (length == 0) {  // an address of no family dissolves the association
    storage.ss_family = AF_UNSPEC;
    length = sizeof(sockaddr);
  }
  const bool done = ::connect(static_cast<int>(handle_), reinterpret_cast<const sockaddr*>(&storage), length) == 0;
  settled_peer_ = done ? peer : SocketAddress{};
#else
  (void)peer;
#endif
}

}  // namespace ossicle::net
#endif
