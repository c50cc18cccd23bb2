// metrics.csv: the figures of metrics.jsonl for spreadsheets and data frames.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataio/appended_file.h"
#include "src/training/step_record.h"

namespace gren {

// A header, then a row a step: step, epoch, then step_figures(). What is not finite is empty. A kill
// leaves what is written.
class MetricsTable {
  public:
    // Of an earlier part of the run the rows before `next_step` stay. Throws DataError.
    MetricsTable(const std::filesystem::path& file, std::int64_t next_step);
    void write(const StepRecord& record);  // throws DataError: disk full

  private:
    AppendedFile file_;
    bool has_header_ = false;
};

}  // namespace gren
