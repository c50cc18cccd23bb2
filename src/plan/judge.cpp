#include "src/plan/judge.h"

#include <fmt/format.h>

#include "src/run/usage_error.h"
#include "src/training/train_option_table.h"

namespace gren::plan {
namespace {

TrainOptions understood(Arguments words) {
    words.insert(words.end(), {"--data", "DATA", "--run", "RUN"});
    return *parse_train_options(words);
}

// Why gren train refuses these options, without its name; empty where it does not.
std::string refusal_of(const Arguments& words) {
    try {
        understood(words);
        return "";
    } catch (const UsageError& error) {
        const std::string sentence = error.what(), command = "gren train: ";
        return sentence.starts_with(command) ? sentence.substr(command.size()) : sentence;
    }
}

}  // namespace

Arguments option_words(const std::string& option, const std::string& value) {
    static const auto options = train_option_table().description();
    const bool is_flag = options.find(option, /*approx=*/false).semantic()->max_tokens() == 0;
    if (!is_flag) return {fmt::format("--{}={}", option, value)};
    return value == "true" ? Arguments{"--" + option} : Arguments{};
}

Arguments joined(Arguments words, const std::vector<PlanPart>& parts) {
    for (const auto& part : parts) words.insert(words.end(), part.words.begin(), part.words.end());
    return words;
}

TrainOptions judged(const PlanChoice& choice, const Arguments& given, std::vector<PlanPart> parts) {
    auto refusal = refusal_of(joined(given, parts));
    if (refusal.empty()) return understood(joined(given, parts));
    // Axes are taken away from the last to the first until nothing is refused: the last one taken
    // is to blame.
    while (!parts.empty()) {
        const auto blamed = choice.line(parts.back().axis);
        parts.pop_back();
        const auto without = refusal_of(joined(given, parts));
        if (without.empty()) choice.plan().fail(blamed, refusal);
        refusal = without;
    }
    throw UsageError(fmt::format("gren ablate: after --: {}", refusal));
}

}  // namespace gren::plan
