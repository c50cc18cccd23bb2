// Whether other hosts answer by a network, asked of TCP itself: MPI takes one network and waits where that is
// the wrong one.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace gren {

// Answers connections on all of this host's IPv4 addresses while it lives.
class TcpListener {
  public:
    TcpListener();
    ~TcpListener();
    TcpListener(const TcpListener&) = delete;
    TcpListener& operator=(const TcpListener&) = delete;

    int port() const { return port_; }  // 0: the system gave none

  private:
    int descriptor_ = -1, port_ = 0;
};

struct TcpRoute {
    std::string interface_name, from;  // this host's, with its address
    std::string to;                    // the other's address
    int port = 0;
};

// Of each route, whether a connection came about within `patience`, all at once.
std::vector<bool> reached(const std::vector<TcpRoute>& routes, std::chrono::milliseconds patience);

}  // namespace gren
