// What a run writes of each step for people and programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/run/run_folder.h"
#include "src/tensorboard/event_file.h"
#include "src/training/metrics_log.h"
#include "src/training/metrics_table.h"
#include "src/training/prometheus_file.h"

namespace gren {

class RunLogs {
  public:
    // metrics.jsonl, metrics.csv and tensorboard/ of the run, which goes from `first_step` to `steps`;
    // `configuration` is shown as it is; `prometheus`: a file, or empty for none; `validates`: whether there
    // will be validations. Throws DataError.
    RunLogs(const RunFolder& run, std::int64_t first_step, std::int64_t steps,
            const std::string& configuration, const std::string& prometheus, bool validates);
    void write(const StepRecord& record);      // throws DataError: disk full
    void write(const Validation& validation);  // the same, with its pictures
    bool hold_validation_of(std::int64_t step) const { return lines_.holds_validation_of(step); }

  private:
    MetricsLog lines_;
    MetricsTable table_;
    tensorboard::EventFile events_;
    std::optional<PrometheusFile> prometheus_;
};

}  // namespace gren
