// gnuplot draws the plots, as a child process.
#pragma once

#include <filesystem>
#include <string>

namespace gren::report {

// Throws std::runtime_error naming the package, unless gnuplot runs.
void require_gnuplot();

// Writes <id>.gp, has gnuplot run it in `folder`, where it writes <id>.svg, and returns that file's contents.
// `script` holds what comes after terminal and output. Throws std::runtime_error with gnuplot's own words;
// DataError: cannot be written.
std::string svg_from_gnuplot(const std::filesystem::path& folder, const std::string& id, int width,
                             int height, const std::string& script);

// `text` in quotes, as a script has it.
std::string gnuplot_text(const std::string& text);

}  // namespace gren::report
