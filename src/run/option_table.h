// The options of a command as a table: each is declared once, with its default, its help, what it may be, and
// whether it shapes the result.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

#include "src/run/options.h"

namespace gren {

using OptionValue = std::variant<std::string, std::int64_t, std::uint64_t, double, bool>;

struct OptionDefault {
    enum class Kind { value, none, required } kind = Kind::value;
    OptionValue value;        // of the option's type, also where it is no default
    std::string text = {};    // how --help shows the default, where that is not the value itself
    std::string placeholder;  // "DIR"; empty: "arg"
};
OptionDefault text(const std::string& value);
OptionDefault integer(std::int64_t value);
OptionDefault count(std::uint64_t value);
OptionDefault real(double value, const std::string& shown = "");
OptionDefault flag();  // off unless given
OptionDefault required_text(const std::string& placeholder);
OptionDefault optional_text(const std::string& placeholder);
OptionDefault optional_real();
OptionDefault optional_integer();

// What a value may be beside its type; without `holds` all.
struct Expected {
    std::function<bool(const OptionValue&)> holds;
    std::string words;  // "at least 1"
};
Expected any_value();
Expected at_least(std::int64_t least);  // of an integer; "0 or more" for 0
Expected positive();                    // of a real number
Expected zero_or_positive();            // finite
Expected one_of(std::initializer_list<const char*> values);
Expected one_of(std::initializer_list<std::int64_t> values);
Expected one_of(const std::vector<std::string>& values);  // "one of a, b, c"

// Whether runs that differ in an option may be one run: go on from each other, meet on two ranks.
enum class Shapes { the_result, nothing };

struct OptionRow {
    std::string name;
    OptionDefault value;
    std::string help;
    Expected expected = any_value();
    Shapes shapes = Shapes::the_result;
};

void add_option(po::options_description& options, const OptionRow& row);

class OptionTable {
  public:
    struct Group {
        std::string title;
        std::vector<OptionRow> rows;
    };
    explicit OptionTable(std::vector<Group> groups) : groups_(std::move(groups)) {}

    po::options_description description() const;  // for parse_options()
    // Throws UsageError of `command`, "gren train": a value that is not what its row expects.
    void check(const po::variables_map& values, const char* command) const;
    bool shapes_the_result(const std::string& name) const;  // true of a name that the table lacks

  private:
    std::vector<Group> groups_;
};

}  // namespace gren
