// What tests of importers share: a small archive, and an archive's radiographs as one table for comparison.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <string>
#include <vector>

#include "dataio/importers/importers.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren {

class Replica : public ::testing::Test {
  protected:
    void expect_refused(Archive (*import)(const std::filesystem::path&, const ImportOptions&),
                        const std::vector<std::string>& parts, const ImportOptions& options = {}) {
        expect_data_error([&] { import(scratch_.path(), options); }, parts);
    }
    void films(const std::vector<std::string>& names) {
        for (const std::string& name : names) scratch_.write(name, "");
    }

    ScratchFolder scratch_;
};

// A line a radiograph: name, patient, study, view, sex, age, split, then the labels, ? for unknown.
inline std::vector<std::string> rows_of(const Archive& archive) {
    std::vector<std::string> rows;
    for (const Radiograph& r : archive.radiographs) {
        std::string labels;
        for (const auto value : r.label)
            labels += value == kLabelUnknown ? '?' : static_cast<char>('0' + value);
        rows.push_back(fmt::format("{} {} {} {} {} {} {} {}", r.name, r.patient, r.study, r.view, r.sex,
                                   std::isnan(r.age) ? "" : fmt::format("{}", r.age), r.split, labels));
    }
    return rows;
}

// "class x y w h reader" of each of its boxes.
inline std::vector<std::string> boxes_of(const Radiograph& radiograph) {
    std::vector<std::string> rows;
    for (const ListedBox& box : radiograph.boxes)
        rows.push_back(fmt::format("{} {} {} {} {} {}", box.cls, box.x, box.y, box.w, box.h, box.reader));
    return rows;
}

}  // namespace gren
