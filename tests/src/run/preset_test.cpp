#include "src/run/preset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "src/run/config_file.h"
#include "src/run/option_table.h"
#include "src/run/usage_error.h"
#include "tests/support/refusal.h"

namespace gren::preset_test {
namespace {

// Grandmother's: porridge unless told otherwise, and salt only into soup.
OptionTable kitchen() {
    const std::vector<Preset> presets{{"grandmother",
                                       {{"dish", "soup", "p. 1"},
                                        {"minutes", "40", "p. 2"},
                                        {"salt", "2", "p. 3", "dish", {"soup", "stew"}},
                                        {"salt", "0", "p. 4", "dish", {"porridge"}},
                                        {"pot", "clay", "p. 5"}}},
                                      {"grandfather", {{"minutes", "4", "p. 9"}}}};
    return OptionTable({{"Cooking",
                         {{"preset", optional_text("NAME"), "Names a cook.", one_of(names_of(presets))},
                          {"dish", text("bread"), "Dish."},
                          {"minutes", integer(10), "Time."},
                          {"salt", optional_real(), "Spoons."},
                          {"pot", text("iron"), "Pot."},
                          {"lid", text("tin"), "Lid."}}}},
                       presets);
}

struct PresetOptions : testing::Test {
    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("gren_preset_" + std::to_string(::getpid()) + ".ini");
    po::variables_map values;

    void TearDown() override {
        std::filesystem::remove(file);
        ::unsetenv("GREN_MINUTES");
        ::unsetenv("GREN_PRESET");
    }
    bool parse(const std::vector<std::string>& arguments) {
        values.clear();
        return parse_table(arguments, {"gren cook --dish DISH [options]", "Cooks.", "gren cook"}, kitchen(),
                           values);
    }
    std::string configuration(const std::vector<std::string>& arguments) {
        EXPECT_TRUE(parse(arguments));
        return effective_configuration(kitchen().description(), values);
    }
    std::string refusal(const std::vector<std::string>& arguments) {
        return message_of<UsageError>([&] { parse(arguments); });
    }
};

}  // namespace

TEST_F(PresetOptions, a_preset_stands_above_the_defaults_and_leaves_the_rest) {
    EXPECT_EQ(configuration({"--preset", "grandmother"}),
              "dish = soup\nlid = tin\nminutes = 40\npot = clay\npreset = grandmother\nsalt = 2\n");
    EXPECT_EQ(configuration({}), "dish = bread\nlid = tin\nminutes = 10\npot = iron\n");
}

TEST_F(PresetOptions, a_row_that_depends_on_another_option_looks_at_what_was_said_of_that) {
    EXPECT_EQ(configuration({"--preset", "grandmother", "--dish", "porridge"}),
              "dish = porridge\nlid = tin\nminutes = 40\npot = clay\npreset = grandmother\nsalt = 0\n");
    EXPECT_EQ(configuration({"--preset", "grandmother", "--dish", "cake"}),
              "dish = cake\nlid = tin\nminutes = 40\npot = clay\npreset = grandmother\n");
}

TEST_F(PresetOptions, command_line_environment_and_file_win_over_it) {
    ::setenv("GREN_MINUTES", "7", 1);
    std::ofstream(file) << "minutes = 8\nsalt = 3\n";
    testing::internal::CaptureStderr();
    EXPECT_EQ(configuration({"--config", file.string(), "--dish", "stew", "--preset", "grandmother"}),
              "dish = stew\nlid = tin\nminutes = 7\npot = clay\npreset = grandmother\nsalt = 3\n");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "gren: from the environment: GREN_MINUTES=7\n");
}

TEST_F(PresetOptions, a_config_file_may_name_it) {
    std::ofstream(file) << "preset = grandfather\n";
    EXPECT_EQ(configuration({"--config", file.string()}),
              "dish = bread\nlid = tin\nminutes = 4\npot = iron\npreset = grandfather\n");
}

TEST_F(PresetOptions, a_value_that_is_the_default_but_was_said_wins_too) {
    EXPECT_EQ(configuration({"--preset", "grandmother", "--minutes", "10", "--dish=bread"}),
              "dish = bread\nlid = tin\nminutes = 10\npot = clay\npreset = grandmother\n");
}

TEST_F(PresetOptions, the_printed_configuration_names_it_where_a_value_is_from_it) {
    testing::internal::CaptureStdout();
    EXPECT_FALSE(parse({"--preset", "grandmother", "--minutes", "3", "--print-config"}));
    EXPECT_THAT(testing::internal::GetCapturedStdout(),
                testing::MatchesRegex(
                    "dish = soup +# preset grandmother\nlid = tin +# default\nminutes = 3 +# command line\n"
                    "pot = clay +# preset grandmother\npreset = grandmother +# command line\n"
                    "salt = 2 +# preset grandmother\n"));
}

TEST_F(PresetOptions, the_effective_configuration_reads_back_the_same) {
    const auto effective = configuration({"--preset", "grandmother", "--minutes", "3"});
    std::ofstream(file) << effective;
    EXPECT_EQ(configuration({"--config", file.string()}), effective);
    EXPECT_EQ(configuration({"--config", file.string(), "--preset", "grandmother"}), effective);
}

TEST_F(PresetOptions, a_name_that_is_none_is_refused_with_those_that_are) {
    EXPECT_EQ(
        refusal({"--preset", "grandmothr"}),
        "gren cook: --preset grandmothr: expected one of the presets: grandmother, grandfather; did you "
        "mean 'grandmother'?");
    EXPECT_EQ(refusal({"--preset", "x", "--print-config"}),
              "gren cook: --preset x: expected one of the presets: grandmother, grandfather");
    ::setenv("GREN_PRESET", "x", 1);
    testing::internal::CaptureStderr();
    EXPECT_THAT(with_origin(refusal({}), {"cook"}),
                testing::StartsWith("GREN_PRESET: gren cook: --preset x"));
    testing::internal::GetCapturedStderr();
}

}  // namespace gren::preset_test
