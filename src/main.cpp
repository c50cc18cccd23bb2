// gren: one program, one subcommand a job. Errors of all of them end here, as one sentence and an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "dataio/data_error.h"
#include "src/commands/commands.h"
#include "src/run/config_file.h"
#include "src/run/nearest_option.h"
#include "src/run/standard_streams.h"
#include "src/run/usage_error.h"
#include "src/run/version.h"

namespace {

void print_help() {
    std::cout << "Usage: gren COMMAND [options]\n\nLocalizes diseases in chest X-rays from image labels and "
                 "few boxes (GREN). For research, not for diagnosis.\n\nCommands:\n";
    for (const auto& [name, summary] : gren::kCommands)
        std::cout << fmt::format("  {:<10} {}\n", name, summary);
    std::cout
        << "\n'gren COMMAND --help' lists the options of a command; 'gren --version' prints the version.\n"
           "Exit codes: 0 done, 1 failed, 2 usage, 3 bad data or a full disk, 75 stopped by a signal after "
           "saving.\n";
}

std::string command_like(const std::string& word) {
    std::vector<std::string> names;
    for (const auto& command : gren::kCommands) names.emplace_back(command.name);
    return gren::did_you_mean(gren::nearest_word(names, word));
}

int run(const gren::Arguments& arguments) {
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h") {
        print_help();
        return arguments.empty() ? 2 : 0;
    }
    if (arguments[0] == "--version") {
        std::cout << gren::version_text();
        return 0;
    }
    if (std::ranges::find(gren::kCommands, arguments[0], &gren::CommandSummary::name) ==
        gren::kCommands.end())
        throw gren::UsageError(fmt::format("unknown command '{}'{}; 'gren --help' lists the commands",
                                           arguments[0], command_like(arguments[0])));
    try {
        return gren::run_command(arguments[0], {arguments.begin() + 1, arguments.end()});
    } catch (const gren::UsageError& error) {
        throw gren::UsageError(gren::with_origin(error.what(), arguments));
    }
}

int report(const std::exception& error, int exit_code) {
    const auto sentence = gren::sentence_of(error);
    // Those about an option begin with the command: "gren train: ...". In one piece, since other
    // ranks write, too.
    std::cerr << (sentence.starts_with("gren ") ? "" : "gren: ") + sentence + "\n" << std::flush;
    gren::end_other_ranks(exit_code);
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    gren::hold_standard_streams();
    try {
        const int exit_code = run({argv + 1, argv + argc});
        gren::require_output_written();
        return exit_code;
    } catch (const gren::UsageError& error) {
        return report(error, 2);
    } catch (const gren::DataError& error) {
        return report(error, 3);
    } catch (const std::exception& error) {
        return report(error, 1);
    }
}
