#include "dataio/named_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gren {

NamedTable::NamedTable(const std::filesystem::path& file, std::span<const std::string_view> required,
                       std::span<const std::string_view> optional)
    : csv_(file) {
    if (!csv_.next())
        csv_.fail(fmt::format("found an empty file, expected a header with the columns {}",
                              fmt::join(required, ", ")));
    const auto header = csv_.fields();
    width_ = header.size();
    for (const auto name : required) columns_.push_back({name, csv_.column(std::string(name)), true});
    for (const auto name : optional)
        if (const auto found = std::ranges::find(header, name); found != header.end())
            columns_.push_back({name, static_cast<std::size_t>(found - header.begin()), false});
    for (const Column& column : columns_)
        if (std::ranges::count(header, column.name) > 1)
            csv_.fail(fmt::format("two columns are called '{}'; take one out", column.name));
    for (const std::string& name : header)
        if (!name.empty() && !find(name)) others_.push_back(name);
}

const NamedTable::Column* NamedTable::find(std::string_view name) const {
    const auto found = std::ranges::find(columns_, name, &Column::name);
    return found == columns_.end() ? nullptr : &*found;
}

const std::string& NamedTable::text(std::string_view name) const {
    static const std::string kNothing;
    if (csv_.fields().size() > width_)
        fail(fmt::format("found {} fields, expected the header's {}; a field with commas stands in quotes",
                         csv_.fields().size(), width_));
    const Column* column = find(name);
    if (!column || (!column->is_required && column->index >= csv_.fields().size())) return kNothing;
    return csv_.text(column->index);
}

double NamedTable::number(std::string_view name) const {
    const std::string& field = text(name);
    const Column* column = find(name);
    if (!column || field.empty()) fail(fmt::format("{} is empty, expected a number", name));
    return csv_.number(column->index);
}

bool NamedTable::has(std::string_view column) const {
    return find(column) != nullptr;
}

std::string NamedTable::place() const {
    return fmt::format("{}:{}", csv_.file().string(), csv_.line());
}

void note_unread_columns(const NamedTable& table, const std::string& file, std::vector<std::string>& notes) {
    const auto& others = table.others();
    if (!others.empty())
        notes.push_back(fmt::format("{}: {} column{} not read: {}.", file, others.size(),
                                    others.size() == 1 ? " is" : "s are", fmt::join(others, ", ")));
}

}  // namespace gren
