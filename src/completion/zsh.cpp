#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/completion/completion.h"

namespace gren::completion {
namespace {

// Inside single quotes; _arguments reads colons and brackets as its own.
std::string quoted(const std::string& text, const char* special) {
    std::string result;
    for (const char c : text) {
        if (c == '\'') {
            result += "'\\''";
            continue;
        }
        if (std::string_view(special).find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

std::string action_of(const Option& option) {
    if (!option.choices.empty()) return fmt::format("({})", fmt::join(option.choices, " "));
    return is_folder(option) ? "_files -/" : "_files";
}

std::string argument(const Option& option) {
    const auto help = quoted(option.help, "[]:\\");
    if (option.value.empty()) return fmt::format("'--{}[{}]'", option.name, help);
    return fmt::format("'--{}[{}]:{}:{}'", option.name, help, option.value, action_of(option));
}

std::string arguments(const Command& command, const std::string& margin) {
    std::string text = margin + "_arguments";
    for (const auto& option : command.options) text += " \\\n" + margin + "    " + argument(option);
    return text + " \\\n" + margin + "    '*:file:_files'\n";
}

}  // namespace

std::string for_zsh(const std::vector<Command>& commands) {
    std::string text =
        "#compdef gren\n# Completion of gren for zsh: put this file into a folder of $fpath, named _gren.\n"
        "_gren() {\n    local -a commands\n    commands=(\n";
    for (const auto& command : without_repeated_names(commands))
        text += fmt::format("        '{}:{}'\n", command.name, quoted(command.summary, ":\\"));
    text +=
        "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n"
        "    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n";
    for (const auto& command : without_repeated_names(commands)) {
        text += fmt::format("        {})\n", command.name);
        if (command.action.empty()) {
            text += arguments(command, "            ") + "            ;;\n";
            continue;
        }
        std::string offered, cases;
        for (const auto& other : commands) {
            if (other.name != command.name) continue;
            offered += " " + other.action;
            cases += fmt::format("                {})\n{}                    ;;\n", other.action,
                                 arguments(other, "                    "));
        }
        text += fmt::format(
            "            if (( CURRENT == 2 )); then\n                compadd{}\n                return\n    "
            "        fi\n"
            "            shift words\n            (( CURRENT-- ))\n            case $words[1] in\n{}         "
            "   esac\n"
            "            ;;\n",
            offered, cases);
    }
    return text + "    esac\n}\n_gren \"$@\"\n";
}

}  // namespace gren::completion
