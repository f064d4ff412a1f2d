#pragma once

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include "core/socket_address.h"

namespace ossicle::net {

/// Writes `address` in the operating system's form; returns its length, 0 when it has no family.
socklen_t ToSockaddr(const SocketAddress& address, sockaddr_storage& out);

SocketAddress FromSockaddr(const sockaddr_storage& storage);

}  // namespace ossicle::net
