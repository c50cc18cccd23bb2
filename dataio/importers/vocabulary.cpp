#include "dataio/importers/vocabulary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "dataio/csv.h"
#include "dataio/data_error.h"

namespace gren {
namespace {

constexpr std::size_t kListed = 30;  // unknown labels: more than any vocabulary mistaken for another

struct MapRow {
    std::string label, cls, place;
};

std::vector<MapRow> read_map(const std::filesystem::path& file) {
    std::vector<MapRow> rows;
    if (file.empty()) return rows;
    CsvReader csv(file);
    while (csv.next()) {
        const auto fields = csv.fields();
        if (fields.size() != 2 || fields[0].empty())
            csv.fail(
                fmt::format("found {}, expected the archive's label and the class that it becomes, or "
                            "nothing behind the comma to leave it out",
                            fields.size() == 2 ? "no label" : fmt::format("{} fields", fields.size())));
        if (std::ranges::find(rows, fields[0], &MapRow::label) != rows.end())
            csv.fail(fmt::format("'{}' has a row already; remove one", fields[0]));
        rows.push_back({fields[0], fields[1], fmt::format("{}:{}", file.string(), csv.line())});
    }
    return rows;
}

}  // namespace

Vocabulary::Vocabulary(const std::vector<std::string>& labels, const std::filesystem::path& label_map)
    : labels_(labels) {
    const auto rows = read_map(label_map);
    const auto meaning = [&](const std::string& cls) {
        return Meaning{cls.empty() ? std::nullopt : std::optional(add_class(cls))};
    };
    for (const std::string& label : labels) {
        const auto row = std::ranges::find(rows, label, &MapRow::label);
        meaning_.emplace(label, meaning(row == rows.end() ? label : row->cls));
    }
    for (const MapRow& row : rows) {
        if (meaning_.contains(row.label)) continue;
        meaning_.emplace(row.label, meaning(row.cls)).first->second.row = row.place;
    }
}

std::optional<std::size_t> Vocabulary::class_of(const std::string& label, const std::string& place) {
    const auto found = meaning_.find(label);
    if (found != meaning_.end()) {
        found->second.asked = true;
        return found->second.cls;
    }
    if (seen_.insert(label).second) unknown_.push_back({label, place});
    return std::nullopt;
}

void Vocabulary::require_known() const {
    if (!unknown_.empty()) {
        std::vector<std::string> others;
        for (std::size_t i = 1; i < std::min(unknown_.size(), kListed); ++i)
            others.push_back(fmt::format("'{}' at {}", unknown_[i].label, unknown_[i].place));
        if (unknown_.size() > kListed) others.push_back(fmt::format("{} more", unknown_.size() - kListed));
        throw DataError(fmt::format(
            "{}: unknown disease '{}'{}, expected one of {}; say what is meant by 'gren import --label-map "
            "FILE', a line each as '{},{}'",
            unknown_[0].place, unknown_[0].label,
            others.empty() ? "" : fmt::format(", also {}", fmt::join(others, ", ")), fmt::join(labels_, ", "),
            unknown_[0].label, labels_.empty() ? "Mass" : labels_[0]));
    }
    std::map<std::string, std::string> unasked;  // by place
    for (const auto& [label, meaning] : meaning_)
        if (!meaning.row.empty() && !meaning.asked) unasked.emplace(meaning.row, label);
    if (!unasked.empty())
        throw DataError(fmt::format("{}: no label of this archive is called '{}'; its labels are {}",
                                    unasked.begin()->first, unasked.begin()->second,
                                    fmt::join(labels_, ", ")));
}

std::size_t Vocabulary::add_class(std::string name) {
    std::ranges::replace(name, '/', '-');
    const auto found = static_cast<std::size_t>(std::ranges::find(classes_, name) - classes_.begin());
    if (found == classes_.size()) classes_.push_back(name);
    return found;
}

}  // namespace gren
