// At which address other hosts reach this one.
#pragma once

#include <string>

namespace gren {

// MASTER_ADDR where it is set; else the host's name where it resolves to an address that is not loopback;
// else the first IPv4 address of a network interface that is up; else the name.
std::string address_for_others();

// Whether every address the name resolves to is loopback, as 127.0.1.1 of Debian's /etc/hosts is.
bool means_loopback(const std::string& name);

}  // namespace gren
