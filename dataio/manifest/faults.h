// What is wrong in a table, collected so that a person mends ten rows at once.
#pragma once

#include <string>
#include <vector>

#include "dataio/data_error.h"

namespace gren {

class Faults {
  public:
    // Runs `row`, and keeps the sentence of a DataError that it throws.
    template <typename Row>
    void of(Row&& row) {
        try {
            row();
        } catch (const DataError& error) {
            add(error.what());
        }
    }
    void add(const std::string& sentence);

    // Throws DataError where anything was added: the first ten sentences and the count of the rest.
    void require_none() const;

  private:
    std::vector<std::string> first_;
    std::size_t count_ = 0;
};

}  // namespace gren
