#include "src/doctor/tcp_reach.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace gren {
namespace {

constexpr int kWaiting = 4096;  // connections that nobody accepts; the system takes fewer where it must

int stream_socket() {
    return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

sockaddr_in address_of(const std::string& text, int port) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, text.c_str(), &address.sin_addr);
    return address;
}

const sockaddr* as_any(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

// A socket on its way; -1: refused at once.
int start(const TcpRoute& route) {
    const int descriptor = stream_socket();
    if (descriptor < 0) return -1;
    // By that interface alone: of two in the same subnet the kernel's routes prefer one.
    setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, route.interface_name.c_str(),
               static_cast<socklen_t>(route.interface_name.size()));
    const auto from = address_of(route.from, 0), to = address_of(route.to, route.port);
    if (bind(descriptor, as_any(from), sizeof from) == 0 &&
        (connect(descriptor, as_any(to), sizeof to) == 0 || errno == EINPROGRESS))
        return descriptor;
    close(descriptor);
    return -1;
}

bool is_connected(int descriptor) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

}  // namespace

TcpListener::TcpListener() : descriptor_(stream_socket()) {
    auto any = address_of("0.0.0.0", 0);
    socklen_t size = sizeof any;
    if (descriptor_ >= 0 && bind(descriptor_, as_any(any), sizeof any) == 0 &&
        listen(descriptor_, kWaiting) == 0 &&
        getsockname(descriptor_, reinterpret_cast<sockaddr*>(&any), &size) == 0)
        port_ = ntohs(any.sin_port);
}

TcpListener::~TcpListener() {
    if (descriptor_ >= 0) close(descriptor_);
}

std::vector<bool> reached(const std::vector<TcpRoute>& routes, std::chrono::milliseconds patience) {
    std::vector<pollfd> sockets;
    for (const auto& route : routes) sockets.push_back({start(route), POLLOUT, 0});
    std::vector<bool> answered(routes.size());
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::ranges::any_of(sockets, [](const auto& each) { return each.fd >= 0; })) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0 || poll(sockets.data(), sockets.size(), static_cast<int>(left.count())) < 0)
            break;
        for (std::size_t i = 0; i < sockets.size(); ++i)
            if (sockets[i].fd >= 0 && sockets[i].revents != 0) {
                answered[i] = is_connected(sockets[i].fd);
                close(sockets[i].fd);
                sockets[i].fd = -1;
            }
    }
    for (const auto& each : sockets)
        if (each.fd >= 0) close(each.fd);
    return answered;
}

}  // namespace gren
