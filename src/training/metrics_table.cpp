#include "src/training/metrics_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "dataio/atomic_file.h"

namespace gren {
namespace {

std::string validation_columns() {
    std::string names;
    for (const auto& [name, value] : validation_figures({})) names += ",validation_" + name;
    return names;
}

std::string commas(std::int64_t count) {
    return std::string(static_cast<std::size_t>(count), ',');
}

std::int64_t commas_in(const std::string& text) {
    return std::ranges::count(text, ',');
}

std::string cell(double value) {
    return std::isfinite(value) ? fmt::format(",{}", value) : ",";
}

// The header and the whole rows; what a kill cut short has no end of line.
std::filesystem::path without_rows_from(std::int64_t next_step, const std::filesystem::path& file,
                                        bool& validates, std::string& header) {
    if (!std::filesystem::is_regular_file(file)) return file;
    std::ifstream in(file);
    std::string rows, added;
    for (std::string row; std::getline(in, row) && !in.eof();) {
        if (header.empty()) {
            const bool has_columns = row.ends_with(validation_columns());
            if (validates && !has_columns) added = validation_columns();
            validates = validates || has_columns;
            header = row + added;
        } else if (std::strtoll(row.c_str(), nullptr, 10) < next_step) {
            rows += row + commas(commas_in(added)) + "\n";
        }
    }
    write_file_atomically(file, header.empty() ? "" : header + "\n" + rows);
    return file;
}

}  // namespace

MetricsTable::MetricsTable(const std::filesystem::path& file, std::int64_t next_step, bool validates)
    : validates_(validates), file_(without_rows_from(next_step, file, validates_, header_)) {}

void MetricsTable::write(const StepRecord& record) {
    std::string header = "step,epoch", row = fmt::format("{},{}", record.step, record.epoch);
    for (const auto& [name, value] : step_figures(record)) {
        header += "," + name;
        row += cell(value);
    }
    if (validates_) {
        header += validation_columns();
        row += commas(commas_in(validation_columns()));
    }
    file_.write((header_.empty() ? header + "\n" : "") + row + "\n");
    if (header_.empty()) header_ = header;
}

void MetricsTable::write(const Validation& validation) {
    if (header_.empty()) return;  // the file was removed meanwhile: the next step begins it anew
    const auto of_steps = commas_in(header_) - commas_in("step,epoch") - commas_in(validation_columns());
    auto row = fmt::format("{},{}{}", validation.step, validation.epoch, commas(of_steps));
    for (const auto& [name, value] : validation_figures(validation)) row += value ? cell(*value) : ",";
    file_.write(row + "\n");
}

}  // namespace gren
