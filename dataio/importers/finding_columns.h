// The labels of CheXpert's labeler, a column each: 1, 0, -1 (uncertain) or blank (not mentioned).
#pragma once

#include <string>
#include <vector>

#include "dataio/importers/importers.h"
#include "dataio/importers/vocabulary.h"
#include "dataio/named_table.h"

namespace gren {

inline constexpr std::string_view kNoFinding = "No Finding";

// Its columns but "No Finding", in CheXpert's order.
const std::vector<std::string>& chexpert_labels();

class FindingColumns {
  public:
    FindingColumns(Vocabulary& vocabulary, Uncertain uncertain)
        : vocabulary_(vocabulary), uncertain_(uncertain) {}

    // Of the table's row -> [K]. Blank is unknown, since the report does not say; absent where No Finding is
    // 1, since the report says that there is nothing. Throws DataError behind the row's place: another value.
    std::vector<std::uint8_t> label(const NamedTable& table);

    // A sentence on the cells of -1 and on the blank ones, and what became of them.
    std::string note() const;

  private:
    Vocabulary& vocabulary_;
    Uncertain uncertain_;
    std::int64_t uncertain_cells_ = 0, blank_cells_ = 0, blank_without_finding_ = 0;
};

}  // namespace gren
