// gren card: a finished and evaluated run as a model card.
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "src/card/model_card.h"
#include "src/commands/commands.h"
#include "src/report/evaluation_file.h"
#include "src/run/option_table.h"

namespace gren {
namespace {

const CommandHelp kCardHelp{
    .usage = "gren card --run DIR [options]",
    .summary =
        "Writes the model card of a run that gren evaluate measured: what it is, what it was trained and\n"
        "tested on, its figures with intervals, thresholds, groups and limits, as Markdown with the\n"
        "metadata that the Hugging Face Hub reads. What the run cannot know, such as licences, is\n"
        "yours to say; what nobody says reads \"not stated\".",
    .example =
        "gren card --run runs/gren --data-name 'NIH ChestX-ray14' --data-license 'NIH Clinical Center "
        "terms'"};

struct CardOptions {
    RunFolder run;
    std::filesystem::path out;
    bool force = false;
    card::Statements statements;
};

OptionTable card_option_table() {
    return OptionTable(
        {{"Options",
          {{"run", required_text("DIR"), "Folder of the run, which 'gren train' and 'gren evaluate' wrote."},
           {"out", optional_text("FILE"),
            "File that the card is written to. Default: README.md in the run's folder."},
           {"force", flag(), "Replaces a card that is there, with what people added to it."},
           {"name", optional_text("TEXT"), "Name of the model on the card. Default: the run's folder."},
           {"data-name", optional_text("TEXT"), "Name of the data set it was trained on, as people know it."},
           {"data-license", optional_text("TEXT"), "Terms on which that data set is given."},
           {"license", optional_text("TEXT"), "Terms on which you give the weights."},
           {"contact", optional_text("TEXT"), "Person or address that questions go to."}}}});
}

// "runs/gren/" is named gren, and so is "." inside it.
std::string name_of(const std::filesystem::path& folder) {
    return std::filesystem::weakly_canonical(folder).filename();
}

std::optional<CardOptions> parse_card_options(const Arguments& arguments) {
    po::variables_map values;
    if (!parse_table(arguments, kCardHelp, card_option_table(), values)) return std::nullopt;
    const std::filesystem::path run = values["run"].as<std::string>();
    CardOptions parsed{.run = {run},
                       .out = text_of(values, "out"),
                       .force = values["force"].as<bool>(),
                       .statements = {.name = text_of(values, "name"),
                                      .data = text_of(values, "data-name"),
                                      .data_license = text_of(values, "data-license"),
                                      .license = text_of(values, "license"),
                                      .contact = text_of(values, "contact")}};
    if (parsed.out.empty()) parsed.out = run / "README.md";
    if (parsed.statements.name.empty()) parsed.statements.name = name_of(run);
    return parsed;
}

}  // namespace

int card_command(const Arguments& arguments) {
    const auto options = parse_card_options(arguments);
    if (!options) return 0;
    const auto facts = card::read_run_facts(options->run);
    if (std::filesystem::exists(options->out) && !options->force)
        throw DataError(fmt::format("{}: exists, and people may have added to it; --force writes over it",
                                    options->out.string()));
    try {
        write_file_atomically(options->out, card::model_card(facts, options->statements));
    } catch (const nlohmann::json::exception& error) {
        throw report::no_such_evaluation(options->run.evaluation(), error.what());
    }
    std::cout << options->out.string() << '\n';
    return 0;
}

}  // namespace gren
