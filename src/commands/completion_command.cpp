// gren completion: a script by which a shell completes the commands of gren, their options and values.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>

#include "src/commands/commands.h"
#include "src/completion/completion.h"
#include "src/run/option_listing.h"
#include "src/run/usage_error.h"

namespace gren {
namespace {

// What the command says of its options; it may be one of the other program.
std::string listing_of(const std::string& words) {
    const auto line = fmt::format("'{}' {} {}", std::filesystem::read_symlink("/proc/self/exe").string(),
                                  words, kListOptions);
    std::unique_ptr<FILE, int (*)(FILE*)> output(
        popen(line.c_str(), "r"), pclose);  // NOLINT(bugprone-command-processor): words of ours
    std::string text;
    std::array<char, 4096> piece{};
    while (const auto size = output ? std::fread(piece.data(), 1, piece.size(), output.get()) : 0)
        text.append(piece.data(), size);
    if (!output || pclose(output.release()) != 0)
        throw std::runtime_error(
            fmt::format("gren completion: 'gren {} {}' failed, expected its options", words, kListOptions));
    return text;
}

std::vector<completion::Command> completed_commands() {
    std::vector<completion::Command> commands;
    for (const auto& [name, summary] : kCommands) {
        const std::string command = name;
        if (command == "completion") {
            commands.push_back({.name = command, .action = {}, .summary = summary, .options = {}});
            continue;
        }
        const auto actions = command == "segment" ? std::vector<std::string>{"train", "apply", "score"}
                                                  : std::vector<std::string>{""};
        for (const auto& action : actions)
            commands.push_back({.name = command,
                                .action = action,
                                .summary = summary,
                                .options = completion::options_of(listing_of(command + " " + action))});
    }
    return commands;
}

}  // namespace

int completion_command(const Arguments& arguments) {
    static const std::map<std::string, std::string (*)(const std::vector<completion::Command>&)> shells{
        {"bash", completion::for_bash}, {"zsh", completion::for_zsh}, {"fish", completion::for_fish}};
    if (arguments == Arguments{"--help"} || arguments == Arguments{"-h"}) {
        std::cout << "Usage: gren completion bash|zsh|fish\n\nPrints a script by which the shell completes "
                     "commands, "
                     "options and their values.\n\nExample:\n  source <(gren completion bash)\n";
        return 0;
    }
    const auto shell = arguments.size() == 1 ? shells.find(arguments.front()) : shells.end();
    if (shell == shells.end())
        throw UsageError(fmt::format("gren completion: found '{}', expected bash, zsh or fish",
                                     fmt::join(arguments, " ")));
    std::cout << shell->second(completed_commands());
    return 0;
}

}  // namespace gren
