#include "src/card/model_card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "src/card/figures.h"
#include "src/card/metadata.h"
#include "src/card/result_tables.h"
#include "src/report/document.h"
#include "src/run/version.h"

namespace gren::card {
namespace {

using Json = nlohmann::ordered_json;
using report::Paragraph;
using report::Section;
using report::Table;

constexpr auto kNotStated = "not stated";

std::string stated(const std::string& text) {
    return text.empty() ? kNotStated : text;
}

// A fact that files of earlier versions, or runs without it, do not tell.
std::string known(const Json& facts, const char* name) {
    if (!facts.contains(name) || facts.at(name).is_null()) return kNotStated;
    const auto& fact = facts.at(name);
    return fact.is_string() ? fact.get<std::string>() : fact.dump();
}

// What people look up by name.
Table facts_table(const std::string& caption, const std::vector<std::pair<std::string, std::string>>& facts) {
    Table table{.id = "", .caption = caption, .header = {"", ""}, .rows = {}};
    for (const auto& [name, fact] : facts) table.rows.push_back({.cells = {{.text = name}, {.text = fact}}});
    return table;
}

std::string names_of(const Json& classes) {
    std::vector<std::string> names;
    for (const auto& item : classes.items()) names.push_back(item.key());
    return fmt::format("{}: {}", names.size(), fmt::join(names, ", "));
}

std::string backbone_name(const std::string& depth) {
    return fmt::format("{}-{}", depth == "121" ? "DenseNet" : "ResNet", depth);
}

Section model_section(const RunFacts& facts, const Statements& statements) {
    const auto& about = facts.evaluation.at("about");
    const auto& options = about.at("configuration");
    const auto size = known(about, "image_size"), grid = known(about, "grid");
    return {.id = "model",
            .title = "Model",
            .blocks = {facts_table(
                "What it is",
                {{"method", known(about, "method")},
                 {"network", fmt::format("{}, images of {}×{} pixels, maps of {}×{} cells",
                                         backbone_name(known(options, "depth")), size, size, grid, grid)},
                 {"classes", names_of(facts.evaluation.at("classes"))},
                 {"weights", "model.safetensors, SHA-256 " + facts.weights},
                 {"licence of the weights", stated(statements.license)},
                 {"trained by",
                  fmt::format("gren {}; ranks: {}; images a step: {}; seed {}", known(about, "trained_by"),
                              known(about, "ranks"), known(about, "nodes"), known(about, "seed"))},
                 {"contact", stated(statements.contact)}})}};
}

Section use_section() {
    return {.id = "use",
            .title = "Intended use",
            .blocks = {Paragraph{
                "Research on where diseases show in chest radiographs that are like those it was trained "
                "on. Not for diagnosis, triage or treatment. Patients, devices and sites it is meant "
                "for: not stated."}}};
}

std::string lists_of(const Json& about) {
    if (about.at("participation") == "all") return "all images";
    return fmt::format("{}, fold {}, split by {} with seed {}", known(about, "participation"),
                       known(about, "fold"), known(about, "split_by"), known(about, "split_seed"));
}

std::string counts_of(const std::optional<Split>& lists) {
    if (!lists) return kNotStated;
    return fmt::format("{} train, {} of them with boxes; {} validate", lists->train.size(),
                       lists->boxed.size(), lists->validation.size());
}

Section training_section(const RunFacts& facts, const Statements& statements) {
    const auto& about = facts.evaluation.at("about");
    return {
        .id = "training",
        .title = "Data it was trained on",
        .blocks = {
            facts_table("Training", {{"data", stated(statements.data)},
                                     {"licence of the data", stated(statements.data_license)},
                                     {"data set, SHA-256", known(about, "trained_on")},
                                     {"lists", lists_of(about)},
                                     {"lists, SHA-256", known(about, "training_list")},
                                     {"images", counts_of(facts.lists)},
                                     {"who labelled and boxed them, and how", kNotStated}}),
            Paragraph{"What binds the data may bind the weights made of it: see the licence of the data."}}};
}

Section test_section(const Json& evaluation) {
    const auto& about = evaluation.at("about");
    return {.id = "test",
            .title = "Data it was tested on",
            .blocks = {facts_table("Test", {{"data set, SHA-256", known(about, "dataset")},
                                            {"list, SHA-256", known(about, "test_list")},
                                            {"images", evaluation.at("images").dump()},
                                            {"patients", evaluation.at("patients").dump()},
                                            {"boxes", evaluation.at("boxes").dump()},
                                            {"patients who have images in training, too",
                                             known(about, "patients_on_both_sides")},
                                            {"lungs", known(about, "lung_source")},
                                            {"evaluated by", "gren " + known(about, "evaluated_by")}})}};
}

std::string words_of_intervals(const Json& bootstrap) {
    const auto samples = bootstrap.at("samples").get<std::int64_t>();
    if (samples == 0) return "No intervals were computed.";
    return fmt::format("In brackets the {:.0f} % interval: percentiles of {} resamples of the {}s tested.",
                       100 * bootstrap.at("level").get<double>(), samples,
                       bootstrap.at("unit").get<std::string>());
}

Section results_section(const Json& evaluation) {
    Section section{.id = "results", .title = "Results", .blocks = {}};
    section.blocks.push_back(Paragraph{
        fmt::format("AUC {}, mean over classes. {} A mean is over the classes that have the figure.",
                    figure(evaluation.at("mean_auc"), evaluation.at("mean_auc_interval")),
                    words_of_intervals(evaluation.at("bootstrap")))});
    section.blocks.push_back(localization_table(evaluation));
    section.blocks.push_back(class_table(evaluation));
    section.blocks.push_back(
        Paragraph{fmt::format("Expected calibration error of its probabilities, mean over classes: {}. They "
                              "are made to find disease and are "
                              "no shares of patients.",
                              figure(evaluation.at("calibration").at("mean_ece")))});
    return section;
}

Section group_section(const Json& evaluation) {
    Section section{.id = "groups", .title = "By sex, age, view and site", .blocks = {}};
    if (auto table = group_table(evaluation))
        section.blocks.push_back(std::move(*table));
    else
        section.blocks.push_back(
            Paragraph{"Not stated: the data set tells none of them of the films tested."});
    return section;
}

Section limits_section(const Json& evaluation) {
    Section section{.id = "limits", .title = "Limits", .blocks = {}};
    for (const auto& warning : evaluation.at("warnings"))
        section.blocks.push_back(Paragraph{warning.get<std::string>() + "."});
    section.blocks.push_back(Paragraph{
        "Regions are where the network's map is above one half, no outlines of disease. How it does on films "
        "of other devices, hospitals or patients: not stated."});
    return section;
}

Section options_section(const Json& about) {
    std::vector<std::pair<std::string, std::string>> options;
    for (const auto& [option, value] : about.at("configuration").items())
        options.emplace_back("--" + option, known(about.at("configuration"), option.c_str()));
    return {
        .id = "options", .title = "Options that shaped it", .blocks = {facts_table("gren train", options)}};
}

}  // namespace

std::string model_card(const RunFacts& facts, const Statements& statements) {
    const auto& evaluation = facts.evaluation;
    return metadata(facts, statements) +
           report::to_markdown(
               {.title = "Model card: " + statements.name,
                .warnings = {},
                .lead = {"For research, not for diagnosis.",
                         fmt::format(
                             "Written by gren {} from what the run's files say; figures are defined in its "
                             "RUN_FOLDER.md.",
                             code_version())},
                .sections = {model_section(facts, statements), use_section(),
                             training_section(facts, statements), test_section(evaluation),
                             results_section(evaluation), group_section(evaluation),
                             limits_section(evaluation), options_section(evaluation.at("about"))}});
}

}  // namespace gren::card
