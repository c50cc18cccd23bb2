#include "src/report/gnuplot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "dataio/atomic_file.h"

extern char** environ;

namespace gren::report {
namespace {

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// Runs `arguments` in `folder`, both outputs into `words`. False when it cannot be started or fails.
bool succeeds(std::vector<std::string> arguments, const std::filesystem::path& folder,
              const std::filesystem::path& words) {
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, words.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    pid_t child = 0;
    const int failure = ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    return failure == 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

void require_gnuplot() {
    if (!succeeds({"gnuplot", "--version"}, ".", "/dev/null"))
        throw std::runtime_error(
            "gnuplot is not on PATH and draws the report's plots; install the package gnuplot-nox (Debian, "
            "Ubuntu)");
}

std::string gnuplot_text(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

std::string svg_from_gnuplot(const std::filesystem::path& folder, const std::string& id, int width,
                             int height, const std::string& script) {
    const auto file = folder / (id + ".gp"), words = folder / (id + ".log");
    write_file_atomically(
        file, fmt::format("# gnuplot {0}.gp, in this folder, draws {0}.svg from {0}.csv\n"
                          "set terminal svg size {1},{2} dynamic noenhanced font 'sans-serif,13'\n"
                          "set output '{0}.svg'\nset datafile separator ','\n{3}",
                          id, width, height, script));
    const bool drawn = succeeds({"gnuplot", file.filename().string()}, folder, words);
    const auto said = contents(words);
    std::filesystem::remove(words);
    if (!drawn) throw std::runtime_error(fmt::format("{}: gnuplot failed: {}", file.string(), said));
    return contents(folder / (id + ".svg"));
}

}  // namespace gren::report
