// What all subcommands share in reading their options: --help, --config FILE, --print-config, the
// environment, unknown options, required ones.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "src/run/preset.h"

namespace gren {

namespace po = boost::program_options;

// Options under a heading of the help text.
po::options_description option_group(const std::string& title = "Options");

po::options_description general_options();  // those that every command has

struct CommandHelp {
    std::string usage;    // "gren phantom --out DIR [options]"
    std::string summary;  // one or two sentences
    std::string example;  // one command line
};

// Returns false when --help or --print-config was asked for and printed. Throws UsageError: unknown option,
// unusable value, a required option missing; the sentence names the option, what was found and what was
// expected. Values come from the command line, then from the environment (GREN_BATCH_PER_RANK,
// environment_options.h), then from --config FILE (lines "option = value", config_file.h), then from the
// one of `presets` that --preset names, where the command has that option.
bool parse_options(const std::vector<std::string>& arguments, const CommandHelp& help,
                   const po::options_description& options, po::variables_map& values,
                   const po::positional_options_description& positional = {},
                   const std::vector<Preset>& presets = {});

// The words before the first option or value: "gren import" of "gren import NAME --archive DIR".
std::string command_of(const std::string& usage);

// The effective values as a --config file, "option = value" a line, sorted; an option of several values has
// as many lines.
std::string effective_configuration(const po::options_description& options, const po::variables_map& values);

}  // namespace gren
