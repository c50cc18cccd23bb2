// Completion scripts for shells, from the option tables of all commands.
#pragma once

#include <string>
#include <vector>

namespace gren::completion {

struct Option {
    std::string name;                  // "data", without dashes
    std::string value;                 // "DIR"; "arg" where the table names none; empty: a flag
    std::vector<std::string> choices;  // all values that it may have; empty: any
    std::string help;
};

struct Command {
    std::string name;    // "train"
    std::string action;  // "apply" of "segment apply"; else empty
    std::string summary;
    std::vector<Option> options;
};

// Of the lines of option_listing(). Throws std::runtime_error: a line of another form.
std::vector<Option> options_of(const std::string& listing);

// A script for the shell, complete by itself.
std::string for_bash(const std::vector<Command>& commands);
std::string for_zsh(const std::vector<Command>& commands);
std::string for_fish(const std::vector<Command>& commands);

// What the three share.
std::vector<Command> without_repeated_names(const std::vector<Command>& commands);  // the first of each name
bool is_folder(const Option& option);

}  // namespace gren::completion
