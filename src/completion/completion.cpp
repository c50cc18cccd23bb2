#include "src/completion/completion.h"

#include <fmt/format.h>

#include <set>
#include <stdexcept>

#include "dataio/text_file.h"

namespace gren::completion {

std::vector<Option> options_of(const std::string& listing) {
    std::vector<Option> options;
    for (const auto& line : parts_of(listing, '\n')) {
        if (line.empty()) continue;
        const auto fields = parts_of(line, '\t');
        if (fields.size() != 4)
            throw std::runtime_error(
                fmt::format("'{}': expected an option's name, value, choices and help between tabs", line));
        options.push_back(
            {.name = fields[0],
             .value = fields[1],
             .choices = fields[2].empty() ? std::vector<std::string>{} : parts_of(fields[2], ' '),
             .help = fields[3]});
    }
    return options;
}

std::vector<Command> without_repeated_names(const std::vector<Command>& commands) {
    std::set<std::string> seen;
    std::vector<Command> first;
    for (const auto& command : commands)
        if (seen.insert(command.name).second) first.push_back(command);
    return first;
}

bool is_folder(const Option& option) {
    return option.value == "DIR";
}

}  // namespace gren::completion
