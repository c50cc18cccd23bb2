#include "src/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "src/usage_error.h"

namespace gren {
namespace {

using testing::HasSubstr;

struct Options : testing::Test {
    po::options_description options;
    po::variables_map values;
    CommandHelp help{"gren cook --pot DIR [options]", "Cooks.", "gren cook --pot here"};
    std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("gren_options_" + std::to_string(::getpid()) + ".ini");

    void SetUp() override {
        options.add_options()                                            //
            ("pot", po::value<std::string>()->required(), "pot")         //
            ("minutes", po::value<int>()->default_value(10), "time")     //
            ("salt", po::value<double>()->default_value(0.5), "spoons")  //
            ("stir", po::bool_switch(), "stir");
    }
    void TearDown() override { std::filesystem::remove(file); }
    bool parse(const std::vector<std::string>& arguments) {
        return parse_options(arguments, help, options, values);
    }
    std::string refusal(const std::vector<std::string>& arguments) {
        try {
            parse(arguments);
        } catch (const UsageError& error) {
            return error.what();
        }
        return "accepted";
    }
};

}  // namespace

TEST_F(Options, an_unknown_option_is_named_with_its_nearest_neighbour) {
    EXPECT_THAT(
        refusal({"--pot", "p", "--minute", "3"}),
        AllOf(HasSubstr("gren cook"), HasSubstr("'--minute'"), HasSubstr("did you mean '--minutes'?")));
    EXPECT_THAT(refusal({"--pot", "p", "--quicksilver", "3"}), Not(HasSubstr("did you mean")));
}

// The names on the left are those of the programs' own manuals.
TEST_F(Options, another_programs_name_for_an_option_leads_to_ours) {
    options.add_options()("lr", po::value<double>(), "")("batch-per-rank", po::value<int>(), "")(
        "loader-threads", po::value<int>(), "")("accumulate", po::value<int>(), "")(
        "run", po::value<std::string>(), "");
    const std::pair<const char*, const char*> names[] = {
        {"--learning-rate", "'--lr'"},                            // Hugging Face
        {"--learning_rate", "'--lr'"},                            // as its Trainer spells it
        {"--batch-size", "'--batch-per-rank'"},                   // PyTorch's examples
        {"--per_device_train_batch_size", "'--batch-per-rank'"},  // Hugging Face
        {"--workers", "'--loader-threads'"},                      // torchvision
        {"--gradient_accumulation_steps", "'--accumulate'"},      // Hugging Face
        {"--output-dir", "'--run'"}};                             // torchvision
    for (const auto& [foreign, own] : names)
        EXPECT_THAT(refusal({"--pot", "p", foreign, "3"}),
                    HasSubstr(std::string(", did you mean ") + own + "?"))
            << foreign;
    EXPECT_THAT(refusal({"--pot", "p", "--sync-bn", "1"}),
                Not(HasSubstr("did you mean")));  // no such option here
}

TEST_F(Options, a_missing_required_option_is_named) {
    EXPECT_THAT(refusal({}), HasSubstr("--pot"));
}

TEST_F(Options, an_unusable_value_names_option_and_value) {
    EXPECT_THAT(refusal({"--pot", "p", "--minutes", "ten"}), AllOf(HasSubstr("ten"), HasSubstr("--minutes")));
}

TEST_F(Options, the_command_line_wins_over_the_config_file) {
    std::ofstream(file) << "pot = clay\nminutes = 7\nstir = true\n";
    ASSERT_TRUE(parse({"--config", file.string(), "--minutes", "3"}));
    EXPECT_EQ(values["pot"].as<std::string>(), "clay");
    EXPECT_EQ(values["minutes"].as<int>(), 3);
    EXPECT_TRUE(values["stir"].as<bool>());
}

TEST_F(Options, an_unknown_line_of_the_config_file_is_refused) {
    std::ofstream(file) << "pot = clay\nminuets = 7\n";
    EXPECT_THAT(refusal({"--config", file.string()}), HasSubstr("minuets"));
}

TEST_F(Options, a_config_file_that_is_not_there_is_named) {
    EXPECT_THAT(refusal({"--pot", "p", "--config", "/nowhere.ini"}), HasSubstr("/nowhere.ini"));
}

TEST_F(Options, help_is_printed_instead_of_running) {
    testing::internal::CaptureStdout();
    EXPECT_FALSE(parse({"--help"}));
    EXPECT_THAT(testing::internal::GetCapturedStdout(), AllOf(HasSubstr("Usage: gren cook --pot DIR"),
                                                              HasSubstr("--minutes"), HasSubstr("Example:")));
}

TEST_F(Options, the_effective_configuration_reads_back_as_a_config_file) {
    ASSERT_TRUE(parse({"--pot", "clay", "--salt", "0.25", "--stir"}));
    const auto text = effective_configuration(options, values);
    EXPECT_EQ(text, "minutes = 10\npot = clay\nsalt = 0.25\nstir = true\n");
    std::ofstream(file) << text;
    values.clear();
    ASSERT_TRUE(parse({"--config", file.string()}));
    EXPECT_EQ(effective_configuration(options, values), text);
}

}  // namespace gren
