// gren: one program, one subcommand a job. Errors of all of them end here, as one sentence and an exit code.
#include <fmt/format.h>

#include <iostream>

#include "dataio/data_error.h"
#include "distributed/mpi_session.h"
#include "src/commands.h"
#include "src/config_file.h"
#include "src/failure_sentence.h"
#include "src/standard_streams.h"
#include "src/usage_error.h"
#include "src/version.h"

namespace {

struct Command {
    int (*run)(const gren::Arguments&);
    const char* summary;
};

const std::vector<std::pair<std::string, Command>> kCommands{
    {"phantom", {gren::phantom_command, "make synthetic radiographs in NIH's layout"}},
    {"prepare",
     {gren::prepare_command, "archive of radiographs -> HDF5 shards with lungs and hashes (mpirun)"}},
    {"inspect", {gren::inspect_command, "print what a prepared data set holds; --verify its checksums"}},
    {"split", {gren::split_command, "write the lists of training, validation and test images"}},
    {"segment", {gren::segment_command, "train or apply the lung segmenter"}},
    {"train", {gren::train_command, "train a localiser (mpirun)"}},
    {"evaluate",
     {gren::evaluate_command, "what a trained run finds: T(IoU), AP, AUC, with intervals (mpirun)"}},
    {"ablate", {gren::ablate_command, "train and evaluate the runs of a plan, and collect them"}},
    {"report", {gren::report_command, "tables and figures of finished runs as one page"}},
    {"predict", {gren::predict_command, "find diseases in images and draw them"}},
    {"doctor",
     {gren::doctor_command,
      "examine the ranks and hosts of a job (mpirun); --graph: what the graph will cost"}},
};

void print_help() {
    std::cout << "Usage: gren COMMAND [options]\n\nLocalises diseases in chest X-rays from image labels and "
                 "few boxes "
                 "(GREN). For research, not for diagnosis.\n\nCommands:\n";
    for (const auto& [name, command] : kCommands)
        std::cout << fmt::format("  {:<9} {}\n", name, command.summary);
    std::cout
        << "\n'gren COMMAND --help' lists the options of a command; 'gren --version' prints the version.\n"
           "Exit codes: 0 done, 1 failed, 2 usage, 3 bad data or a full disk, 75 stopped by a signal after "
           "saving.\n";
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
    for (const auto& [name, command] : kCommands) {
        if (name != arguments[0]) continue;
        try {
            return command.run({arguments.begin() + 1, arguments.end()});
        } catch (const gren::UsageError& error) {
            throw gren::UsageError(gren::with_config_line(error.what(), arguments));
        }
    }
    throw gren::UsageError(
        fmt::format("unknown command '{}'; 'gren --help' lists the commands", arguments[0]));
}

int report(const std::exception& error, int exit_code) {
    const auto sentence = gren::failure_sentence(error);
    // Those about an option begin with the command: "gren train: ...". In one piece, since other ranks write,
    // too.
    std::cerr << (sentence.starts_with("gren ") ? "" : "gren: ") + sentence + "\n" << std::flush;
    gren::MpiSession::abort_if_started(exit_code);
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
