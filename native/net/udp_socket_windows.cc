#if defined(_WIN32)
#include <mswsock.h>

#include <utility>

#include "net/sockaddr.h"
#include "net/udp_socket.h"

namespace ossicle::net {
namespace {

/// Winsock must be started once per process; it is never stopped, as other addons may use it too.
bool StartWinsock() {
  static const bool started = [] {
    WSADATA data;
    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
  }();
  return started;
}

bool Prepare(SOCKET socket) {
  u_long non_blocking = 1;
  // Without this an ICMP "port unreachable" for a datagram sent makes the next receive fail with WSAECONNRESET.
  DWORD report_reset = FALSE, returned = 0;
  return ioctlsocket(socket, FIONBIO, &non_blocking) == 0 &&
         WSAIoctl(socket, SIO_UDP_CONNRESET, &report_reset, sizeof report_reset, nullptr, 0, &returned, nullptr,
                  nullptr) == 0;
}

/// The errno that says the same, so that callers decide alike everywhere.
int ErrnoOfLastError() {
  switch (WSAGetLastError()) {
    case WSAEADDRINUSE: return EADDRINUSE;
    case WSAEACCES: return EACCES;
    case WSAEADDRNOTAVAIL: return EADDRNOTAVAIL;
    case WSAEMFILE: return EMFILE;
    default: return EIO;
  }
}

}  // namespace

struct DatagramBatch::Buffers {
  std::array<std::array<std::uint8_t, kMaxDatagramBytes>, kCapacity> data;
};

DatagramBatch::DatagramBatch() : buffers_(std::make_unique<Buffers>()) {}

DatagramBatch::~DatagramBatch() = default;

UdpSocket::UdpSocket(UdpSocket&& other) noexcept
    : handle_(std::exchange(other.handle_, kInvalid)),
      local_port_(std::exchange(other.local_port_, std::uint16_t{0})) {}

UdpSocket& UdpSocket::operator=(UdpSocket&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(local_port_, other.local_port_);
  return *this;
}

UdpSocket::~UdpSocket() {
  if (open()) closesocket(static_cast<SOCKET>(handle_));
}

Result<UdpSocket> UdpSocket::Bind(const SocketAddress& local) {
  if (!StartWinsock()) return Status(StatusCode::kIo, "cannot start Winsock");
  sockaddr_storage storage;
  const socklen_t length = ToSockaddr(local, storage);
  if (length == 0) return Status(StatusCode::kInvalidArgument, "no address to bind to");
  const SOCKET handle = ::socket(storage.ss_family, SOCK_DGRAM, IPPROTO_UDP);
  if (handle == INVALID_SOCKET) return Status(StatusCode::kIo, "cannot open a UDP socket", ErrnoOfLastError());
  UdpSocket socket;
  socket.handle_ = static_cast<std::intptr_t>(handle);
  if (!Prepare(handle)) return Status(StatusCode::kIo, "cannot set up a UDP socket", ErrnoOfLastError());
  if (::bind(handle, reinterpret_cast<const sockaddr*>(&storage), length) != 0)
    return Status(StatusCode::kIo, "cannot bind a UDP socket", ErrnoOfLastError());
  socklen_t bound = sizeof storage;
  if (getsockname(handle, reinterpret_cast<sockaddr*>(&storage), &bound) != 0)
    return Status(StatusCode::kIo, "cannot read the bound port", ErrnoOfLastError());
  socket.local_port_ = FromSockaddr(storage).port;
  return socket;
}

void UdpSocket::Receive(DatagramBatch& batch, Instant now, Duration) {
  batch.count_ = 0;
  while (batch.count_ < DatagramBatch::kCapacity && ReceiveNext(batch, now)) {
  }
}

void UdpSocket::ReceiveOne(DatagramBatch& batch, Instant now, Duration) {
  batch.count_ = 0;
  (void)ReceiveNext(batch, now);
}

bool UdpSocket::ReceiveNext(DatagramBatch& batch, Instant now) {
  auto& buffer = batch.buffers_->data[batch.count_];
  sockaddr_storage source{};
  int source_length = sizeof source;
  const int length =
      recvfrom(static_cast<SOCKET>(handle_), reinterpret_cast<char*>(buffer.data()), static_cast<int>(buffer.size()), 0,
               reinterpret_cast<sockaddr*>(&source), &source_length);
  if (length < 0) return false;
  batch.datagrams_[batch.count_] = {Bytes(buffer.data(), static_cast<std::size_t>(length)), FromSockaddr(source), now};
  ++batch.count_;
  return true;
}

bool UdpSocket::Send(const SocketAddress& to, Bytes data) {
  sockaddr_storage storage;
  const socklen_t length = ToSockaddr(to, storage);
  if (length == 0) return false;
  return sendto(static_cast<SOCKET>(handle_), reinterpret_cast<const char*>(data.data()), static_cast<int>(data.size()),
                0, reinterpret_cast<const sockaddr*>(&storage), length) >= 0;
}

void UdpSocket::SettlePeer(const SocketAddress&) {}

}  // namespace ossicle::net
#endif
