// Options of a subcommand from the environment.
#pragma once

#include <boost/program_options.hpp>
#include <string>

namespace gren {

std::string environment_name(const std::string& option);  // "batch-per-rank" -> "GREN_BATCH_PER_RANK"

// Puts the options that the environment names into `values` where those have none yet; --config among them.
// Flags are true or false. Says which on the standard error of the first rank: a variable outlives the line
// that it was set for. Throws UsageError naming the variable: a value of another type.
void store_environment(const boost::program_options::options_description& options,
                       boost::program_options::variables_map& values);

}  // namespace gren
