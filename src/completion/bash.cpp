#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/completion/completion.h"

namespace gren::completion {
namespace {

std::string words_of(const Command& command) {
    return command.action.empty() ? command.name : command.name + " " + command.action;
}

std::string option_words(const Command& command) {
    std::vector<std::string> words;
    for (const auto& option : command.options) words.push_back("--" + option.name);
    return fmt::format("{}", fmt::join(words, " "));
}

std::string values_of(const Command& command, const Option& option) {
    std::string offer;
    if (!option.choices.empty()) offer = fmt::format("compgen -W '{}'", fmt::join(option.choices, " "));
    if (is_folder(option)) offer = "compgen -d";
    return offer.empty() ? ""
                         : fmt::format("        '{} --{}') {} -- \"$word\" ;;\n", words_of(command),
                                       option.name, offer);
}

constexpr const char* kScript =
    R"SH(# Completion of gren for bash: source this file, or put it where bash-completion looks for one named gren.
_gren_offers() {{
    local word=$1 before=$2 place=$3 command=$4
    if [ "$place" -eq 1 ]; then
        compgen -W '{names} --help --version' -- "$word"
        return
    fi
    case "$place $command" in
{actions}    esac
    case "$command $before" in
{values}        *)
            case $word in -*) ;; *) return ;; esac
            case $command in
{options}            esac
            ;;
    esac
}}
_gren() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command=${{COMP_WORDS[1]}} offers
    case "$command $COMP_CWORD" in
{deep}    esac
    offers=$(_gren_offers "$word" "$before" "$COMP_CWORD" "$command")
    mapfile -t COMPREPLY < <([ -z "$offers" ] || printf '%s\n' "$offers")
}}
complete -o default -F _gren gren
)SH";

}  // namespace

std::string for_bash(const std::vector<Command>& commands) {
    std::string values, options, actions, deep;
    std::vector<std::string> names, with_actions;
    for (const auto& command : without_repeated_names(commands)) {
        names.push_back(command.name);
        if (command.action.empty()) continue;
        std::vector<std::string> own;
        for (const auto& other : commands)
            if (other.name == command.name) own.push_back(other.action);
        actions += fmt::format(
            "        '2 {}')\n            compgen -W '{}' -- \"$word\"\n            return\n            ;;\n",
            command.name, fmt::join(own, " "));
        deep += fmt::format("        '{0} 2') ;;\n        '{0} '*) command=\"{0} ${{COMP_WORDS[2]}}\" ;;\n",
                            command.name);
    }
    for (const auto& command : commands) {
        for (const auto& option : command.options) values += values_of(command, option);
        options += fmt::format("                '{}') compgen -W '{}' -- \"$word\" ;;\n", words_of(command),
                               option_words(command));
    }
    return fmt::format(kScript, fmt::arg("names", fmt::format("{}", fmt::join(names, " "))),
                       fmt::arg("actions", actions), fmt::arg("values", values), fmt::arg("options", options),
                       fmt::arg("deep", deep));
}

}  // namespace gren::completion
