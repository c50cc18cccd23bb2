#include "src/run/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "src/run/config_file.h"
#include "src/run/usage_error.h"
#include "tests/support/refusal.h"

namespace gren::options_test {
namespace {

using testing::HasSubstr;

// A variable of the environment while it lives.
struct Variable {
    const char* name;
    Variable(const char* of, const char* value) : name(of) { ::setenv(name, value, 1); }
    ~Variable() { ::unsetenv(name); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
};

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
        return message_of<UsageError>([&] { parse(arguments); });
    }
};

}  // namespace

TEST_F(Options, the_command_is_named_without_its_values) {
    help.usage = "gren cook DISH --pot DIR [options]";
    EXPECT_THAT(refusal({}), testing::StartsWith("gren cook: the option '--pot' is required"));
}

TEST_F(Options, an_unknown_option_is_named_with_its_nearest_neighbor) {
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
        {"--output-dir", "'--run'"},                              // torchvision
        {"--batch_per_rank", "'--batch-per-rank'"}};              // ours, in another spelling
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

// Boost alone would never end.
TEST_F(Options, a_placeholder_of_boost_as_a_value_is_refused_like_another) {
    EXPECT_THAT(refusal({"--pot", "p", "--minutes", "%value%"}),
                HasSubstr("option '--minutes' cannot take its value"));
}

TEST_F(Options, the_command_line_wins_over_the_config_file) {
    std::ofstream(file) << "pot = clay\nminutes = 7\nstir = true\n";
    ASSERT_TRUE(parse({"--config", file.string(), "--minutes", "3"}));
    EXPECT_EQ(values["pot"].as<std::string>(), "clay");
    EXPECT_EQ(values["minutes"].as<int>(), 3);
    EXPECT_TRUE(values["stir"].as<bool>());
}

TEST_F(Options, the_environment_wins_over_the_config_file_and_the_command_line_over_both) {
    std::ofstream(file) << "pot = clay\nminutes = 7\nsalt = 2\n";
    const Variable minutes("GREN_MINUTES", "5"), salt("GREN_SALT", "3"), stir("GREN_STIR", "true");
    testing::internal::CaptureStderr();
    ASSERT_TRUE(parse({"--config", file.string(), "--minutes", "3"}));
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "gren: from the environment: GREN_SALT=3, GREN_STIR=true\n");
    EXPECT_EQ(effective_configuration(options, values), "minutes = 3\npot = clay\nsalt = 3\nstir = true\n");
}

TEST_F(Options, a_value_that_the_environment_cannot_give_names_its_variable) {
    const Variable minutes("GREN_MINUTES", "%value%");
    EXPECT_THAT(refusal({"--pot", "p"}),
                HasSubstr("GREN_MINUTES: option '--minutes' cannot take the value '%value%'"));
    EXPECT_EQ(with_origin("gren cook: --minutes 7: expected less", {"cook"}),
              "GREN_MINUTES: gren cook: --minutes 7: expected less");
}

TEST_F(Options, of_all_ranks_the_first_says_what_the_environment_gave) {
    const Variable minutes("GREN_MINUTES", "5"), rank("OMPI_COMM_WORLD_RANK", "1");
    testing::internal::CaptureStderr();
    ASSERT_TRUE(parse({"--pot", "p"}));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(Options, the_printed_configuration_says_where_each_value_is_from_and_reads_back) {
    std::ofstream(file) << "minutes = 7\n";
    const Variable salt("GREN_SALT", "3");
    testing::internal::CaptureStdout();
    EXPECT_FALSE(parse({"--config", file.string(), "--stir", "--print-config"}));  // without --pot, too
    const auto printed = testing::internal::GetCapturedStdout();
    EXPECT_THAT(printed, testing::MatchesRegex("minutes = 7 +# " + file.string() +
                                               "\nsalt = 3 +# GREN_SALT\nstir = true +# command line\n"));
    std::ofstream(file) << printed << "pot = clay\n";
    values.clear();
    ASSERT_TRUE(parse({"--config", file.string()}));
    EXPECT_EQ(values["minutes"].as<int>(), 7);
}

TEST_F(Options, an_option_of_several_values_is_as_many_lines) {
    options.add_options()("herbs", po::value<std::vector<std::string>>()->multitoken(), "");
    ASSERT_TRUE(parse({"--pot", "clay", "--herbs", "dill", "mace"}));
    const auto text = effective_configuration(options, values);
    EXPECT_THAT(text, testing::StartsWith("herbs = dill\nherbs = mace\n"));
    std::ofstream(file) << text;
    values.clear();
    ASSERT_TRUE(parse({"--config", file.string()}));
    EXPECT_THAT(values["herbs"].as<std::vector<std::string>>(), testing::ElementsAre("dill", "mace"));
}

TEST_F(Options, every_fault_of_the_config_file_names_file_line_and_word) {
    const auto refusal_of = [&](const std::string& text) {
        std::ofstream(file) << text;
        values.clear();
        return refusal({"--config", file.string()});
    };
    const auto at = [&](int line, const std::string& sentence) {
        return HasSubstr(file.string() + ":" + std::to_string(line) + ": " + sentence);
    };
    EXPECT_THAT(refusal_of("pot = clay\n\nminuets = 7\n"),
                at(3, "unknown option 'minuets', did you mean 'minutes'?"));
    EXPECT_THAT(refusal_of("pot = clay\nquicksilver = 7\n"),
                AllOf(at(2, "unknown option 'quicksilver'"), Not(HasSubstr("did you mean"))));
    EXPECT_THAT(refusal_of("# all\npot = clay\nminutes = ten\n"),
                AllOf(at(3, ""), HasSubstr("ten"), HasSubstr("minutes")));
    EXPECT_THAT(refusal_of("minutes = %value%\n"), at(1, "option 'minutes' cannot take the value '%value%'"));
    EXPECT_THAT(refusal_of("pot = clay\nminutes 7\n"), at(2, "found 'minutes 7', expected 'option = value'"));
    EXPECT_THAT(refusal_of("-h = 7\n"), at(1, "unknown option '-h'"));
    EXPECT_THAT(refusal_of("[kitchen]\npot = clay\n"), at(1, "found '[kitchen]'"));
    EXPECT_THAT(refusal_of("pot = clay\nminutes = 1\nminutes = 2\n"),
                at(3, "option 'minutes' is there already, in line 2"));
}

TEST_F(Options, a_value_that_a_command_refuses_is_placed_in_its_config_file) {
    std::ofstream(file) << "# all\npot = clay\n";
    const std::string sentence = "gren cook: --pot clay: expected iron";
    const auto placed = file.string() + ":2: " + sentence;
    EXPECT_EQ(with_origin(sentence, {"cook", "--config", file.string()}), placed);
    EXPECT_EQ(with_origin(sentence, {"cook", "--config=" + file.string()}), placed);
    EXPECT_EQ(with_origin(sentence, {"cook", "--pot", "clay", "--config", file.string()}), sentence);
    EXPECT_EQ(with_origin("gren cook: --salt 9: expected less", {"cook", "--config", file.string()}),
              "gren cook: --salt 9: expected less");
    EXPECT_EQ(with_origin(sentence, {"cook"}), sentence);
}

TEST_F(Options, a_config_file_of_another_system_reads_the_same) {
    std::ofstream(file) << "\xEF\xBB\xBF"
                           "pot = clay #1\r\n\r\nminutes=7 \t\r\nsalt = 2\rstir = true";
    ASSERT_TRUE(parse({"--config", file.string()}));
    EXPECT_EQ(effective_configuration(options, values), "minutes = 7\npot = clay\nsalt = 2\nstir = true\n");
}

TEST_F(Options, a_number_sign_inside_a_word_of_the_config_file_is_no_comment) {
    std::ofstream(file) << "pot = clay#1\n";
    ASSERT_TRUE(parse({"--config", file.string()}));
    EXPECT_EQ(values["pot"].as<std::string>(), "clay#1");
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

}  // namespace gren::options_test
