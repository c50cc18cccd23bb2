#include "src/training/run_logs.h"

namespace gren {
namespace {

// TensorBoard shows Markdown, in which a line that begins with four blanks is shown as it is.
std::string as_code(const std::string& lines) {
    std::string text = "    ";
    for (const char c : lines) text += c == '\n' ? "\n    " : std::string(1, c);
    return text;
}

}  // namespace

RunLogs::RunLogs(const RunFolder& run, std::int64_t first_step, std::int64_t steps,
                 const std::string& configuration, const std::string& prometheus, bool validates)
    : lines_(run.metrics(), first_step),
      table_(run.metrics_table(), first_step, validates),
      events_(run.tensorboard(), first_step) {
    if (!prometheus.empty()) prometheus_.emplace(prometheus, run.path.string(), first_step, steps);
    events_.text(first_step, "configuration", as_code(configuration));
}

void RunLogs::write(const StepRecord& record) {
    lines_.write(record);
    table_.write(record);
    events_.scalars(record.step, step_figures(record));
    if (prometheus_) prometheus_->write(record);
}

void RunLogs::write(const Validation& validation) {
    std::vector<std::pair<std::string, double>> figures;
    for (const auto& [name, value] : validation_figures(validation))
        if (value) figures.emplace_back("validation/" + name, *value);
    events_.scalars(validation.step, figures);
    for (const auto& picture : validation.pictures)
        events_.image(validation.step, "validation/" + picture.name, picture.width, picture.height,
                      picture.png);
    table_.write(validation);
    if (prometheus_) prometheus_->write(validation);
    lines_.write(validation);  // last: where its line stands, a run that goes on does not repeat it
}

}  // namespace gren
