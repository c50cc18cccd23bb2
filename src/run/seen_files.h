// Files that one rank has written and others are to read: their hosts may show them late.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gren {

// The files of `paths` that this host sees, one a line; a folder stands for those that lie in it.
std::string files_seen(const std::vector<std::filesystem::path>& paths);

// Collective; `any` is, too: true on all ranks when it is on any. Returns when every rank sees the `files`,
// lines of files_seen() on rank 0. Throws DataError after `patience`, which is above the minute for which NFS
// may hold that a name is not there: names host, file and what to look at.
void wait_until_seen(const std::string& files, const std::function<bool(bool)>& any,
                     std::chrono::milliseconds patience = std::chrono::seconds(90));

}  // namespace gren
