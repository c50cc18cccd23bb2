// A word for who mistyped.
#pragma once

#include <boost/program_options.hpp>
#include <string>

namespace gren {

// The option of which `name` looks like a misspelling; empty where none does.
std::string nearest_option(const boost::program_options::options_description& options,
                           const std::string& name);

}  // namespace gren
