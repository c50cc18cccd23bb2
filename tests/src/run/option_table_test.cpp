// A row of the table is what the command line may say: its default, what it may be, what it shapes.
#include "src/run/option_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "src/run/option_listing.h"
#include "src/run/usage_error.h"
#include "tests/support/refusal.h"

namespace gren::option_table_test {
namespace {

OptionTable kitchen() {
    return OptionTable({{"Dish",
                         {{"pot", required_text("DIR"), "where"},
                          {"minutes", integer(10), "time", at_least(1)},
                          {"salt", real(0.5), "spoons", positive()},
                          {"sugar", real(0), "spoons", zero_or_positive()},
                          {"rings", integer(2), "heat", one_of({1, 2, 4})},
                          {"lids", small_integer(1), "on it", at_least(1, "lids")},
                          {"share", real(0.5), "for guests", share_of_one()},
                          {"warm", boolean(true), "or cold"}}},
                        {"Cook",
                         {{"mood", text("calm"), "of the cook", one_of({"calm", "cross"}), Shapes::nothing},
                          {"guests", integer(0), "who look on", at_least(0), Shapes::nothing},
                          {"spice", optional_text("NAME"), "if any", one_of({"dill", "mace"})},
                          {"help-from", several_texts("NAME"), "who cooks, too"},
                          {"songs", optional_texts("NAME"), "sung meanwhile"},
                          {"stir", flag(), "or not"}}}});
}

po::variables_map values_of(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--pot", "clay"});
    po::variables_map values;
    parse_options(arguments, {"gren cook", "Cooks.", "gren cook"}, kitchen().description(), values);
    return values;
}

// "" where the table takes the value.
std::string refusal(const std::string& option, const std::string& value) {
    return message_of<UsageError>(
        [&] { kitchen().check(values_of({"--" + option + "=" + value}), "gren cook"); });
}

}  // namespace

TEST(OptionTable, its_listing_for_programs_has_a_line_an_option) {
    const auto listing = option_listing(kitchen());
    EXPECT_THAT(listing, testing::StartsWith("pot\tDIR\t\twhere\nminutes\targ\t\ttime\n"));
    EXPECT_THAT(listing, testing::HasSubstr("\nrings\targ\t1 2 4\theat\n"));
    EXPECT_THAT(listing, testing::HasSubstr("\nstir\t\t\tor not\n"));
    EXPECT_THAT(listing, testing::HasSubstr("\nconfig\tFILE\t\t"));
}

TEST(OptionTable, only_another_value_than_the_default_departs_from_it) {
    const auto departs = [](const std::vector<std::string>& arguments, const char* option) {
        return kitchen().departs(values_of(arguments), option);
    };
    EXPECT_FALSE(departs({}, "salt"));
    EXPECT_FALSE(departs({"--salt=0.50"}, "salt"));
    EXPECT_TRUE(departs({"--salt=0.6"}, "salt"));
    EXPECT_FALSE(departs({"--mood=calm"}, "mood"));
    EXPECT_TRUE(departs({"--mood=cross"}, "mood"));
    EXPECT_FALSE(departs({}, "spice"));
    EXPECT_TRUE(departs({"--spice=dill"}, "spice"));
    EXPECT_FALSE(departs({}, "stir"));
    EXPECT_TRUE(departs({"--stir"}, "stir"));
}

TEST(OptionTable, a_value_at_the_border_is_taken_and_the_next_is_refused_by_name) {
    const std::tuple<const char*, const char*, const char*, const char*> borders[] = {
        {"minutes", "1", "0", "at least 1"},
        {"guests", "0", "-1", "0 or more"},
        {"salt", "0.25", "0", "a positive number"},
        {"sugar", "0", "-0.5", "0 or a positive number"},
        {"sugar", "2", "inf", "0 or a positive number"},
        {"sugar", "2", "nan", "0 or a positive number"},
        {"rings", "4", "3", "1, 2 or 4"},
        {"lids", "1", "0", "at least 1 lids"},
        {"share", "1", "1.01", "a share between 0 and 1"},
        {"share", "0", "-0.01", "a share between 0 and 1"},
        {"mood", "cross", "Calm", "calm or cross"},
        {"spice", "mace", "mint", "dill or mace"}};
    for (const auto& [option, good, bad, expected] : borders) {
        EXPECT_EQ(refusal(option, good), "");
        EXPECT_EQ(refusal(option, bad),
                  std::string("gren cook: --") + option + " " + bad + ": expected " + expected);
    }
}

TEST(OptionTable, what_is_not_given_has_its_default_and_an_optional_value_none) {
    const auto values = values_of({});
    kitchen().check(values, "gren cook");
    EXPECT_EQ(values["minutes"].as<std::int64_t>(), 10);
    EXPECT_EQ(values["salt"].as<double>(), 0.5);
    EXPECT_EQ(values["mood"].as<std::string>(), "calm");
    EXPECT_FALSE(values["stir"].as<bool>());
    EXPECT_EQ(values.count("spice"), 0U);
}

TEST(OptionTable, rows_shape_the_result_unless_they_say_otherwise_and_so_do_names_it_lacks) {
    const auto table = kitchen();
    for (const auto* name : {"pot", "minutes", "spice", "stir", "code"})
        EXPECT_TRUE(table.shapes_the_result(name)) << name;
    for (const auto* name : {"mood", "guests"}) EXPECT_FALSE(table.shapes_the_result(name)) << name;
}

TEST(OptionTable, several_values_come_one_by_one_or_in_a_row) {
    const auto values =
        values_of({"--help-from", "Ann", "--help-from", "Bob", "--songs", "one", "two", "--warm", "false"});
    EXPECT_THAT(values["help-from"].as<std::vector<std::string>>(), testing::ElementsAre("Ann", "Bob"));
    EXPECT_THAT(values["songs"].as<std::vector<std::string>>(), testing::ElementsAre("one", "two"));
    EXPECT_FALSE(values["warm"].as<bool>());
    EXPECT_TRUE(values_of({})["warm"].as<bool>());
    EXPECT_EQ(text_of(values, "spice"), "");
    EXPECT_EQ(text_of(values, "mood"), "calm");
}

TEST(OptionTable, a_command_is_named_in_what_its_table_refuses) {
    po::variables_map values;
    const auto what = message_of<UsageError>([&] {
        parse_table({"--pot", "clay", "--lids", "0"}, {"gren cook NAME --pot DIR", "Cooks.", "gren cook"},
                    kitchen(), values);
    });
    EXPECT_EQ(what, "gren cook: --lids 0: expected at least 1 lids");
}

}  // namespace gren::option_table_test
