#include "src/training/metrics_table.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "dataio/atomic_file.h"

namespace gren {
namespace {

// The header and the whole rows; what a kill cut short has no end of line.
const std::filesystem::path& without_rows_from(std::int64_t next_step, const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file)) return file;
    std::ifstream in(file);
    std::string kept;
    for (std::string row; std::getline(in, row) && !in.eof();)
        if (kept.empty() || std::strtoll(row.c_str(), nullptr, 10) < next_step) kept += row + "\n";
    write_file_atomically(file, kept);
    return file;
}

}  // namespace

MetricsTable::MetricsTable(const std::filesystem::path& file, std::int64_t next_step)
    : file_(without_rows_from(next_step, file)),
      has_header_(std::filesystem::is_regular_file(file) && !std::filesystem::is_empty(file)) {}

void MetricsTable::write(const StepRecord& record) {
    std::string header = "step,epoch", row = fmt::format("{},{}", record.step, record.epoch);
    for (const auto& [name, value] : step_figures(record)) {
        header += "," + name;
        row += std::isfinite(value) ? fmt::format(",{}", value) : ",";
    }
    file_.write((has_header_ ? "" : header + "\n") + row + "\n");
    has_header_ = true;
}

}  // namespace gren
