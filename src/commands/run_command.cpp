// Those of gren itself; all others are gren-engine's.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "dataio/out_of_memory.h"
#include "distributed/session/mpi_session.h"
#include "src/commands/commands.h"
#include "src/run/torch_place.h"

namespace gren {

void become_engine(const std::string& name, const Arguments& arguments) {
    const auto engine = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "gren-engine";
    std::vector<std::string> words{"gren", name};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    setenv("LD_LIBRARY_PATH", library_path_with(torch_place()).c_str(), 1);
    execv(engine.c_str(), argv.data());
    throw std::runtime_error(fmt::format(
        "{}: cannot be started ({}); expected beside gren the program that '{}' runs in: copy or build both",
        engine.string(), std::strerror(errno), name));
}

int run_command(const std::string& name, const Arguments& arguments) {
    static const std::map<std::string, int (*)(const Arguments&)> own{
        {"import", import_command},        {"inspect", inspect_command}, {"split", split_command},
        {"prepare", prepare_command},      {"report", report_command},   {"card", card_command},
        {"completion", completion_command}};
    const auto found = own.find(name);
    if (found == own.end()) become_engine(name, arguments);
    return found->second(arguments);
}

std::string sentence_of(const std::exception& error) {
    if (is_out_of_memory(error)) return "out of memory (no more could be had); use fewer ranks a host";
    return error.what();
}

void end_other_ranks(int exit_code) {
    MpiSession::abort_if_started(exit_code);
}

}  // namespace gren
