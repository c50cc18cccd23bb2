// What a card may be made of: a finished run, evaluated with the weights that lie there.
#include "src/card/run_facts.h"

#include "tests/support/refusal.h"
#include "tests/support/scratch_folder.h"

namespace gren::card::run_facts_test {
namespace {

// sha256sum /dev/null
const std::string kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct RunFactsTest : testing::Test {
    RunFactsTest() { folder.write("model.safetensors", ""); }
    void evaluated(const std::string& about) const {
        folder.write("evaluation.json",
                     R"({"format": "gren-evaluation", "version": 2, "about": {)" + about + "}}");
    }
    RunFacts facts() const { return read_run_facts({folder.path()}); }
    ScratchFolder folder;
};

TEST_F(RunFactsTest, a_run_on_all_images_has_no_lists) {
    evaluated("\"model\": \"" + kOfNothing + "\"");
    EXPECT_EQ(facts().weights, kOfNothing);
    EXPECT_FALSE(facts().lists);
    Split split;
    split.participation = "by hand";
    split.train = {"a.png"};
    write_split(folder.path() / "split.json", split);
    EXPECT_EQ(facts().lists.value().train, std::vector<std::string>{"a.png"});
}

TEST_F(RunFactsTest, figures_of_other_weights_are_refused) {
    for (const auto* about : {R"("model": "another")", ""}) {
        evaluated(about);
        EXPECT_THAT(refusal([&] { facts(); }),
                    testing::HasSubstr("its figures are of other weights than those in"));
    }
}

}  // namespace
}  // namespace gren::card::run_facts_test
