#include "src/training/step_record.h"

namespace gren {

std::vector<std::pair<std::string, double>> step_figures(const StepRecord& record) {
    std::vector<std::pair<std::string, double>> figures{{"images", static_cast<double>(record.images)},
                                                        {"lr", record.learning_rate},
                                                        {"loss", record.report.loss}};
    figures.insert(figures.end(), record.report.terms.begin(), record.report.terms.end());
    figures.insert(figures.end(), {{"gradient_norm", record.report.gradient_norm},
                                   {"images_per_second", static_cast<double>(record.images) / record.seconds},
                                   {"stall_seconds", record.stall_seconds},
                                   {"checkpoint_seconds", record.checkpoint_seconds}});
    return figures;
}

}  // namespace gren
