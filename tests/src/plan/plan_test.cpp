#include "src/plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/run/usage_error.h"
#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::plan::plan_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct PlanText : testing::Test {
    ScratchFolder folder;

    Plan read(const std::string& text) { return read_plan(folder.write("a.plan", text)); }
    std::string refusal(const std::string& text) {
        return message_of<UsageError>([&] { read(text); });
    }
};

std::vector<std::string> names_of(const PlanSection& section) {
    std::vector<std::string> names;
    for (const auto& axis : section.axes) names.push_back(axis.name);
    return names;
}

}  // namespace

TEST_F(PlanText, a_plan_without_headers_is_one_grid) {
    const auto plan = read("# Table I\n\nfold = 0 1\t2  # three\r\n  lr=0.1\n");
    ASSERT_EQ(plan.sections.size(), 1U);
    const auto& axes = plan.sections[0].axes;
    ASSERT_EQ(axes.size(), 2U);
    EXPECT_EQ(axes[0].name, "fold");
    EXPECT_THAT(axes[0].values, ElementsAre("0", "1", "2"));
    EXPECT_EQ(axes[0].line, 3);
    EXPECT_THAT(axes[1].values, ElementsAre("0.1"));
    EXPECT_EQ(axes[1].line, 4);
}

TEST_F(PlanText, other_systems_files_read_the_same) {
    const auto plan = read(
        "\xEF\xBB\xBF"
        "fold = 0 1 \t\r\n\r\n[a] \rlr = 1  \r\n");
    ASSERT_EQ(plan.sections.size(), 1U);
    EXPECT_THAT(names_of(plan.sections[0]), ElementsAre("fold", "lr"));
    EXPECT_THAT(plan.sections[0].axes[0].values, ElementsAre("0", "1"));
    EXPECT_EQ(plan.sections[0].axes[1].line, 4);
}

TEST_F(PlanText, a_number_sign_inside_a_word_is_no_comment) {
    EXPECT_THAT(read("init = a#b.pth #c\n").sections[0].axes[0].values, ElementsAre("a#b.pth"));
}

TEST_F(PlanText, what_stands_above_the_first_header_holds_in_every_section_unless_it_says_otherwise) {
    const auto plan = read("seed = 1\nfold = 0\n[small nets]\nlr = 1\n[b]\nseed = 2 3\n");
    ASSERT_EQ(plan.sections.size(), 2U);
    EXPECT_EQ(plan.sections[0].name, "small nets");
    EXPECT_THAT(names_of(plan.sections[0]), ElementsAre("seed", "fold", "lr"));
    EXPECT_THAT(names_of(plan.sections[1]), ElementsAre("fold", "seed"));
    EXPECT_THAT(plan.sections[1].axes[1].values, ElementsAre("2", "3"));
}

TEST_F(PlanText, every_refusal_names_file_and_line) {
    EXPECT_THAT(refusal("fold = 0\nlr 0.1\n"),
                HasSubstr("a.plan:2: found 'lr 0.1', expected 'axis = value …'"));
    EXPECT_THAT(refusal("fold = 0\n= 3\n"), HasSubstr("a.plan:2: found '= 3'"));
    EXPECT_THAT(refusal("fold = 0\n[a\n"), HasSubstr("a.plan:2: found '[a'"));
    EXPECT_THAT(refusal("a b = 0\n"), HasSubstr("a.plan:1: found 'a b = 0'"));
    EXPECT_THAT(refusal("lr =\n"), HasSubstr("a.plan:1: axis 'lr' has no value"));
    EXPECT_THAT(refusal("lr = 1\n\nlr = 2\n"), HasSubstr("a.plan:3: axis 'lr' is there already, in line 1"));
    EXPECT_THAT(refusal("[a]\nlr = 1\nlr = 2\n"),
                HasSubstr("a.plan:3: axis 'lr' is there already, in line 2"));
    EXPECT_THAT(refusal("fold = 0 1 0\n"), HasSubstr("a.plan:1: axis 'fold' names 0 twice"));
    EXPECT_THAT(refusal("[a]\nlr = 1\n[a]\n"),
                HasSubstr("a.plan:3: section [a] is there already, in line 1"));
    EXPECT_THAT(refusal("[ ]\n"), HasSubstr("a.plan:1: found a header without a name"));
    EXPECT_THAT(refusal(""), HasSubstr("a.plan:1: holds no axis"));
    EXPECT_THAT(refusal("# only words\n\n"), HasSubstr("a.plan:1: holds no axis"));
    EXPECT_THAT(refusal("[a]\nlr = 1\n[b]\n"), HasSubstr("a.plan:3: holds no axis"));
}

TEST_F(PlanText, a_line_of_binary_is_cut_short) {
    EXPECT_LT(refusal(std::string(5000, '\x7f')).size(), 300U);
}

TEST_F(PlanText, a_plan_that_cannot_be_read_is_named) {
    EXPECT_THROW(read_plan(folder.path() / "nowhere.plan"), UsageError);
    EXPECT_THROW(read_plan(folder.path()), UsageError);
}

}  // namespace gren::plan::plan_test
