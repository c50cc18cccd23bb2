// An option table for programs: what shell completion is made of.
#pragma once

#include <string>

#include "src/run/option_table.h"

namespace gren {

inline constexpr const char* kListOptions =
    "--list-options";  // the one argument of a command that asks for it

// A line an option, with those that every command has: "name TAB value TAB choices TAB help". value: the
// placeholder of --help, "arg" where that has none, nothing for a flag; choices: joined by blanks, nothing
// where any value of its type will do.
std::string option_listing(const OptionTable& table);

}  // namespace gren
