// metrics.csv: the figures of metrics.jsonl for spreadsheets and data frames.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "dataio/appended_file.h"
#include "src/training/step_record.h"
#include "src/training/validation.h"

namespace gren {

// A header, then a row a step: step, epoch, then step_figures(). Of a run that validates,
// validation_figures() follow, named validation_...: a row a validation, in which those of steps are empty,
// as its own are in rows of steps. What is not finite is empty. A kill leaves what is written.
class MetricsTable {
  public:
    // Of an earlier part of the run the rows before `next_step` stay, and have the columns of validations
    // from now on where the run `validates`. Throws DataError.
    MetricsTable(const std::filesystem::path& file, std::int64_t next_step, bool validates);
    void write(const StepRecord& record);  // throws DataError: disk full
    void write(const Validation& validation);

  private:
    bool validates_;
    std::string header_;  // that the file has; empty: none yet
    AppendedFile file_;
};

}  // namespace gren
