#include "src/training/prometheus_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"

namespace gren {
namespace {

constexpr std::chrono::seconds kBetween(5);

std::string escaped(const std::string& label) {
    std::string text;
    for (const char c : label) {
        if (c == '\\' || c == '"') text += '\\';
        text += c == '\n' ? ' ' : c;
    }
    return text;
}

// Letters, digits and underscores: mean_accuracy_0_5.
std::string allowed(std::string name) {
    std::ranges::replace(name, '.', '_');
    return name;
}

}  // namespace

PrometheusFile::PrometheusFile(std::filesystem::path file, const std::string& run, std::int64_t first_step,
                               std::int64_t steps)
    : file_(std::move(file)), run_(escaped(run)), steps_(steps) {
    if (!replace(place(first_step)))
        throw DataError(fmt::format(
            "--prometheus {}: cannot be written; expected a name in a folder that is there and writable",
            file_.string()));
}

void PrometheusFile::write(const StepRecord& record) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < kBetween && record.step + 1 < steps_) return;
    last_ = now;
    steps_text_ = place(record.step + 1) + gauge("epoch", static_cast<double>(record.epoch + 1));
    for (const auto& [name, value] : step_figures(record)) steps_text_ += gauge(name, value);
    replace_or_say(steps_text_ + validation_text_);
}

void PrometheusFile::write(const Validation& validation) {
    validation_text_ = gauge("validation_epoch", static_cast<double>(validation.epoch + 1));
    for (const auto& [name, value] : validation_figures(validation))
        if (value) validation_text_ += gauge("validation_" + allowed(name), *value);
    replace_or_say((steps_text_.empty() ? place(validation.step + 1) : steps_text_) + validation_text_);
}

void PrometheusFile::replace_or_say(const std::string& text) {
    if (replace(text) || said_) return;
    said_ = true;
    std::cerr << fmt::format("WARNING: --prometheus {}: can no longer be written; training goes on\n",
                             file_.string());
}

std::string PrometheusFile::gauge(const std::string& name, double value) const {
    return fmt::format("# TYPE gren_{0} gauge\ngren_{0}{{run=\"{1}\"}} {2}\n", name, run_, value);
}

std::string PrometheusFile::place(std::int64_t steps_done) const {
    const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
    return gauge("steps", static_cast<double>(steps_)) +
           gauge("steps_done", static_cast<double>(steps_done)) +
           gauge("written_timestamp_seconds", now.count());
}

// Renamed and not synchronized: after a crash of the machine there is no job to tell of.
bool PrometheusFile::replace(const std::string& text) const {
    const auto temporary = temporary_name(file_);
    std::ofstream(temporary, std::ios::trunc) << text;
    std::error_code error;
    if (std::filesystem::file_size(temporary, error) != text.size() || error) return false;
    std::filesystem::rename(temporary, file_, error);
    return !error;
}

}  // namespace gren
