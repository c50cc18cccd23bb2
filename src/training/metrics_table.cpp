#include "src/training/metrics_table.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"

namespace gren {
namespace {

// The header and the whole rows; what a kill cut short has no end of line.
std::string rows_before(const std::filesystem::path& file, std::int64_t next_step) {
    std::ifstream in(file);
    std::string kept;
    for (std::string row; std::getline(in, row) && !in.eof();)
        if (kept.empty() || std::strtoll(row.c_str(), nullptr, 10) < next_step) kept += row + "\n";
    return kept;
}

}  // namespace

MetricsTable::MetricsTable(const std::filesystem::path& file, std::int64_t next_step) : file_(file) {
    if (std::filesystem::is_regular_file(file)) {
        const auto kept = rows_before(file, next_step);
        has_header_ = !kept.empty();
        write_file_atomically(file, kept);
    }
    stream_.open(file, std::ios::app);
    if (!stream_) throw DataError(fmt::format("{}: cannot be opened for writing", file.string()));
}

void MetricsTable::write(const StepRecord& record) {
    std::string header = "step,epoch", row = fmt::format("{},{}", record.step, record.epoch);
    for (const auto& [name, value] : step_figures(record)) {
        header += "," + name;
        row += std::isfinite(value) ? fmt::format(",{}", value) : ",";
    }
    if (!has_header_) stream_ << header << "\n";
    has_header_ = true;
    stream_ << row << std::endl;
    if (!stream_) throw DataError(fmt::format("{}: cannot be written; is the disk full?", file_.string()));
}

}  // namespace gren
