// The options of a command as a table: each is declared once, with its default, its help, what it may be, and
// whether it shapes the result.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "src/run/options.h"

namespace gren {

using OptionValue =
    std::variant<std::string, std::int64_t, std::uint64_t, double, bool, int, std::vector<std::string>>;

struct OptionDefault {
    enum class Kind { value, none, required, several, flag } kind = Kind::value;
    OptionValue value;        // of the option's type, also where it is no default
    std::string text = {};    // how --help shows the default, where that is not the value itself
    std::string placeholder;  // "DIR"; empty: "arg"
};
OptionDefault text(const std::string& value);
OptionDefault integer(std::int64_t value);
OptionDefault small_integer(int value);
OptionDefault boolean(bool value);  // --name true
OptionDefault count(std::uint64_t value);
OptionDefault real(double value, const std::string& shown = "");
OptionDefault flag();  // off unless given
OptionDefault required_text(const std::string& placeholder);
OptionDefault optional_text(const std::string& placeholder);
OptionDefault optional_real();
OptionDefault required_texts(const std::string& placeholder);  // one or more, also by position
OptionDefault optional_texts(const std::string& placeholder);  // --name A B C
OptionDefault several_texts(const std::string& placeholder);   // --name A --name B
OptionDefault optional_integer();
OptionDefault optional_small_integer();

// What a value may be beside its type; without `holds` all.
struct Expected {
    std::function<bool(const OptionValue&)> holds;
    std::string words;                      // "at least 1"
    std::vector<std::string> choices = {};  // where these are all
};
Expected any_value();
Expected at_least(std::int64_t least, const std::string& unit = "");  // of an integer; "0 or more" for 0
Expected positive();                                                  // of a real number
Expected zero_or_positive();                                          // finite
Expected share_of_one();                                              // from 0 to 1
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
    // `presets`: what its option "preset" may name.
    explicit OptionTable(std::vector<Group> groups, std::vector<Preset> presets = {})
        : groups_(std::move(groups)), presets_(std::move(presets)) {}

    po::options_description description() const;  // for parse_options()
    // Throws UsageError of `command`, "gren train": a value that is not what its row expects.
    void check(const po::variables_map& values, const char* command) const;
    bool shapes_the_result(const std::string& name) const;  // true of a name that the table lacks
    // Whether the option has a value that is not its default. What repeats defaults, as a run's config.ini
    // does, asks for nothing by them.
    bool departs(const po::variables_map& values, const std::string& name) const;
    const std::vector<Group>& groups() const { return groups_; }
    const std::vector<Preset>& presets() const { return presets_; }

  private:
    const OptionRow* row_of(const std::string& name) const;  // null: the table lacks it

    std::vector<Group> groups_;
    std::vector<Preset> presets_;
};

// parse_options() by a table, then its checks; the command is named by the first words of `help.usage`. The
// one argument --list-options prints the table for programs (option_listing.h) and returns false.
bool parse_table(const std::vector<std::string>& arguments, const CommandHelp& help, const OptionTable& table,
                 po::variables_map& values, const po::positional_options_description& positional = {});

std::string text_of(const po::variables_map& values, const char* name);  // empty where it was not given

}  // namespace gren
