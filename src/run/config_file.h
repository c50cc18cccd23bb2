// Options of a subcommand from --config FILE.
#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace gren {

// Puts the options of `file`, lines "option = value", into `values` where those have none yet. A # begins
// a comment at a line's start and after a blank. Throws UsageError "FILE:LINE: sentence": an unknown
// option, with its nearest neighbor, a line of another form, an option twice, a value of another type;
// DataError: no text.
void store_config_file(const std::filesystem::path& file,
                       const boost::program_options::options_description& options,
                       boost::program_options::variables_map& values);

// A UsageError's sentence "gren train: --method grenn: expected …"; where that option was not given among
// `arguments`, with the variable or the FILE:LINE of their --config file that gave it before the sentence.
std::string with_origin(const std::string& sentence, const std::vector<std::string>& arguments);

}  // namespace gren
