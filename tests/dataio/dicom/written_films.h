// The films of write_films.py, written once for a program.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/scratch_folder.h"

namespace gren {

inline std::filesystem::path written_film(const std::string& name) {
    static const ScratchFolder folder;
    static const bool is_written = [] {
        const auto command =
            std::string(GREN_PYDICOM) + " " + GREN_WRITE_FILMS + " " + folder.path().string();
        return std::system(command.c_str()) == 0;
    }();
    EXPECT_TRUE(is_written);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / name)) << name;
    return folder.path() / name;
}

}  // namespace gren
