// A word for who mistyped.
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace gren {

// The word of which `mistyped` looks like a misspelling, fewer than four letters off; else empty.
std::string nearest_word(const std::vector<std::string>& words, const std::string& mistyped);

// What a sentence goes on with that names a mistyped word: `separator` and "did you mean 'near'?"; empty
// where `near` is.
std::string did_you_mean(const std::string& near, const std::string& separator = ", ");

// The option that another program calls `name` (foreign_option_names.h), or of which it looks like a
// misspelling; empty where there is none.
std::string nearest_option(const boost::program_options::options_description& options,
                           const std::string& name);

}  // namespace gren
