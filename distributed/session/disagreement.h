// In what the ranks differ, for whoever has everybody's text.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace gren {

// `texts`: of each rank. One sentence that names `what`, the ranks that differ from rank 0 and, per differing
// line, both readings; nothing where all are equal.
std::optional<std::string> disagreement(const std::string& what, const std::vector<std::string>& texts);

}  // namespace gren
