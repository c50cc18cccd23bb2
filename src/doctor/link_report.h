// The links between hosts as a table, and which of them is slow.
#pragma once

#include <string>
#include <vector>

#include "distributed/session/link_speed.h"

namespace gren {

// `speeds` by indices into `hosts`. A row and a column a host; of more than sixteen hosts the slowest links.
std::string link_table(const std::vector<std::string>& hosts, const std::vector<LinkSpeed>& speeds);

// Hosts all of whose links are slow, and single links that are: three times as slow as the upper quartile, in
// bytes a second or in latency. A sentence each.
std::vector<std::string> link_warnings(const std::vector<std::string>& hosts,
                                       const std::vector<LinkSpeed>& speeds);

}  // namespace gren
