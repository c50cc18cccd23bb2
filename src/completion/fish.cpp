#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/completion/completion.h"

namespace gren::completion {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') result += '\\';
        result += c;
    }
    return result + "'";
}

// The command line is this command's. Places count: "segment train" holds the name of another command.
std::string condition(const Command& command) {
    const auto named = "test (__gren_word 2) = " + command.name;
    return command.action.empty() ? named : named + "; and test (__gren_word 3) = " + command.action;
}

std::string line_of(const Command& command, const Option& option) {
    std::string takes;
    if (!option.value.empty()) takes = " -r -F";
    if (is_folder(option)) takes = " -x -a '(__fish_complete_directories)'";
    if (!option.choices.empty()) takes = fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
    return fmt::format("complete -c gren -n '{}' -l {}{} -d {}\n", condition(command), option.name, takes,
                       quoted(option.help));
}

}  // namespace

std::string for_fish(const std::vector<Command>& commands) {
    std::string text =
        "# Completion of gren for fish: put this file into ~/.config/fish/completions, named gren.fish.\n"
        "function __gren_word\n    set -l words (commandline -opc) _ _ _\n    echo $words[$argv[1]]\nend\n";
    for (const auto& command : without_repeated_names(commands))
        text += fmt::format("complete -c gren -f -n 'test (count (commandline -opc)) -eq 1' -a {} -d {}\n",
                            command.name, quoted(command.summary));
    for (const auto& command : commands) {
        if (!command.action.empty())
            text += fmt::format(
                "complete -c gren -f -n 'test (__gren_word 2) = {}; and test (count (commandline -opc)) -eq "
                "2' -a {}\n",
                command.name, command.action);
        for (const auto& option : command.options) text += line_of(command, option);
    }
    return text;
}

}  // namespace gren::completion
