#include "dataio/importers/finding_columns.h"

#include <fmt/format.h>

namespace gren {
namespace {

const char* uncertain_word(Uncertain uncertain) {
    return uncertain == Uncertain::unknown  ? "unknown"
           : uncertain == Uncertain::absent ? "absent"
                                            : "present";
}

std::uint8_t uncertain_label(Uncertain uncertain) {
    return uncertain == Uncertain::unknown  ? kLabelUnknown
           : uncertain == Uncertain::absent ? kLabelAbsent
                                            : kLabelPresent;
}

}  // namespace

const std::vector<std::string>& chexpert_labels() {
    static const std::vector<std::string> kLabels{"Enlarged Cardiomediastinum",
                                                  "Cardiomegaly",
                                                  "Lung Opacity",
                                                  "Lung Lesion",
                                                  "Edema",
                                                  "Consolidation",
                                                  "Pneumonia",
                                                  "Atelectasis",
                                                  "Pneumothorax",
                                                  "Pleural Effusion",
                                                  "Pleural Other",
                                                  "Fracture",
                                                  "Support Devices"};
    return kLabels;
}

std::vector<std::uint8_t> FindingColumns::label(const NamedTable& table) {
    std::vector<std::uint8_t> label(vocabulary_.classes().size(), kLabelAbsent);
    const bool is_normal = !table.text(kNoFinding).empty() && table.number(kNoFinding) == 1;
    for (const std::string& name : chexpert_labels()) {
        const auto cls = vocabulary_.class_of(name, table.place());
        const bool is_blank = table.text(name).empty();
        const double value = is_blank ? 0 : table.number(name);
        if (value != 0 && value != 1 && value != -1)
            table.fail(fmt::format("{} is '{}', expected 1, 0, -1 or nothing", name, table.text(name)));
        if (!cls) continue;
        if (is_blank && !is_normal) {
            ++blank_cells_;
            raise_label(label[*cls], kLabelUnknown);
        } else if (is_blank) {
            ++blank_without_finding_;
        } else if (value == -1) {
            ++uncertain_cells_;
            raise_label(label[*cls], uncertain_label(uncertain_));
        } else if (value == 1) {
            raise_label(label[*cls], kLabelPresent);
        }
    }
    return label;
}

std::string FindingColumns::note() const {
    return fmt::format(
        "{} labels of -1 are {}; {} blank ones are unknown, {} are absent, as their image has No Finding.",
        uncertain_cells_, uncertain_word(uncertain_), blank_cells_, blank_without_finding_);
}

}  // namespace gren
