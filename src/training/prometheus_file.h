// --prometheus FILE: where a long job stands, for node_exporter's textfile collector.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "src/training/step_record.h"
#include "src/training/validation.h"

namespace gren {

class PrometheusFile {
  public:
    // `run` becomes the label of every metric. Throws DataError: a file cannot be written there.
    PrometheusFile(std::filesystem::path file, const std::string& run, std::int64_t first_step,
                   std::int64_t steps);

    // Every 5 seconds at most, and after the last step. The file is replaced whole. A job does not end for
    // it: when it cannot be written later on, that is said once.
    void write(const StepRecord& record);
    // At once, and from now on in every file: the last one's figures, those that there are.
    void write(const Validation& validation);

  private:
    std::string gauge(const std::string& name, double value) const;
    std::string place(std::int64_t steps_done) const;
    void replace_or_say(const std::string& text);
    bool replace(const std::string& text) const;

    std::filesystem::path file_;
    std::string run_;
    std::int64_t steps_;
    std::string steps_text_, validation_text_;
    std::chrono::steady_clock::time_point last_{};
    bool said_ = false;
};

}  // namespace gren
