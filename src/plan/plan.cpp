#include "src/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "dataio/text_file.h"
#include "src/run/usage_error.h"

namespace gren::plan {
namespace {

bool is_name(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

const PlanAxis* find(const std::vector<PlanAxis>& axes, const std::string& name) {
    const auto found = std::ranges::find(axes, name, &PlanAxis::name);
    return found == axes.end() ? nullptr : &*found;
}

class PlanReader {
  public:
    explicit PlanReader(const std::filesystem::path& file) { plan_.file = file; }

    Plan read() {
        const auto text = read_text(plan_.file);
        if (!text)
            throw UsageError(fmt::format(
                "{}: cannot be read; expected a plan, lines 'axis = value …' (launch/plans has some)",
                plan_.file.string()));
        for (const auto& line : lines_with_text(*text)) {
            line_ = line.number;
            read_line(line.text);
        }
        return finished();
    }

  private:
    void read_line(const std::string& text) {
        const auto equals = text.find('=');
        if (text.front() == '[' && text.back() == ']')
            begin_section(std::string(trimmed(text.substr(1, text.size() - 2))));
        else if (equals != std::string::npos && is_name(std::string(trimmed(text.substr(0, equals)))))
            add_axis(std::string(trimmed(text.substr(0, equals))), words_of(text.substr(equals + 1)));
        else
            plan_.fail(
                line_,
                fmt::format("found '{:.60}', expected 'axis = value …', '[section]' or '# comment'", text));
    }

    void begin_section(const std::string& name) {
        const auto same = std::ranges::find(plan_.sections, name, &PlanSection::name);
        if (name.empty()) plan_.fail(line_, "found a header without a name, expected '[section]'");
        if (same != plan_.sections.end())
            plan_.fail(line_, fmt::format("section [{}] is there already, in line {}; give it another name",
                                          name, same->line));
        plan_.sections.push_back({.name = name, .line = line_, .axes = {}});
    }

    void add_axis(const std::string& name, const std::vector<std::string>& values) {
        auto& axes = plan_.sections.empty() ? common_ : plan_.sections.back().axes;
        if (const auto* same = find(axes, name))
            plan_.fail(line_,
                       fmt::format("axis '{}' is there already, in line {}; put all its values into one line",
                                   name, same->line));
        if (values.empty())
            plan_.fail(line_, fmt::format("axis '{}' has no value; expected at least one", name));
        for (auto value = values.begin(); value != values.end(); ++value)
            if (std::find(values.begin(), value, *value) != value)
                plan_.fail(line_, fmt::format("axis '{}' names {} twice", name, *value));
        axes.push_back({name, values, line_});
    }

    Plan finished() {
        if (plan_.sections.empty()) plan_.sections.push_back({});
        for (auto& section : plan_.sections) {
            auto axes = common_;
            std::erase_if(axes,
                          [&](const PlanAxis& axis) { return find(section.axes, axis.name) != nullptr; });
            section.axes.insert(section.axes.begin(), axes.begin(), axes.end());
            if (section.axes.empty())
                plan_.fail(std::max(section.line, 1), "holds no axis; expected lines 'axis = value …'");
        }
        return std::move(plan_);
    }

    Plan plan_;
    std::vector<PlanAxis> common_;
    int line_ = 0;
};

}  // namespace

void Plan::fail(int line, const std::string& sentence) const {
    throw UsageError(fmt::format("{}:{}: {}", file.string(), line, sentence));
}

Plan read_plan(const std::filesystem::path& file) {
    return PlanReader(file).read();
}

}  // namespace gren::plan
