// A log: what is written is handed to the system whole and at once, and survives the end of the process.
#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

namespace gren {

class AppendedFile {
  public:
    // Creates `file`, or goes on at its end. Throws DataError: cannot be opened.
    explicit AppendedFile(std::filesystem::path file);
    void write(std::string_view bytes);  // throws DataError, with the system's reason: disk full

  private:
    std::filesystem::path file_;
    std::ofstream stream_;
};

}  // namespace gren
