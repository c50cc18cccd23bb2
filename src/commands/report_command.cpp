// gren report: finished runs as one page: the paper's tables and figures, ours beside the paper's.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>
#include <memory>

#include "dataio/atomic_file.h"
#include "dataio/data_error.h"
#include "src/commands/commands.h"
#include "src/report/accuracy_table.h"
#include "src/report/comparisons.h"
#include "src/report/gnuplot.h"
#include "src/report/sections.h"
#include "src/report/warnings.h"
#include "src/run/option_table.h"
#include "src/run/progress.h"
#include "src/run/run_folder.h"
#include "src/run/usage_error.h"
#include "src/run/version.h"

namespace gren::report {
namespace {

const CommandHelp kReportHelp{
    .usage = "gren report DIR... --out DIR [options]",
    .summary =
        "Writes finished runs as tables and figures in the paper's layout, beside the paper's own\n"
        "figures: report.html (one page, nothing fetched), report.md, and data/ with every table and\n"
        "plot as CSV. DIR: the folder of a run, or of runs. Needs gnuplot.",
    .example = "gren report runs --data shards --out report"};

struct ReportOptions {
    std::vector<std::filesystem::path> folders;
    std::filesystem::path data, out;
    ReportImages images;
    std::size_t gallery = 0;  // boxes besides typical, best and worst ones
};

std::vector<std::filesystem::path> paths(const std::vector<std::string>& names) {
    return {names.begin(), names.end()};
}

OptionTable report_option_table() {
    return OptionTable(
        {{"Options",
          {{"runs", required_texts("DIR"), "Folders of runs, at any depth; their names alone do, too."},
           {"out", required_text("DIR"), "Folder that the report is written to; it must be empty."},
           {"data", optional_text("DIR"),
            "Prepared data set of the runs, which adds similarities (Fig. 5) and a gallery (Fig. 6-8)."},
           {"images", optional_texts("NAME"),
            "Names of images whose similarities are drawn. Default: pairs with the same findings, chosen by "
            "--seed."},
           {"seed", count(1), "Number that the choice of images follows from."},
           {"gallery", count(60),
            "Boxes that the gallery shows beside the typical, best and worst ones. 0: none."}}}});
}

std::optional<ReportOptions> parse_report_options(const Arguments& arguments) {
    po::positional_options_description positional;
    positional.add("runs", -1);
    po::variables_map values;
    if (!parse_table(arguments, kReportHelp, report_option_table(), values, positional)) return std::nullopt;
    ReportOptions parsed{.folders = paths(values["runs"].as<std::vector<std::string>>()),
                         .data = text_of(values, "data"),
                         .out = values["out"].as<std::string>(),
                         .images = {.names = {}, .seed = values["seed"].as<std::uint64_t>()},
                         .gallery = values["gallery"].as<std::uint64_t>()};
    if (values.count("images")) parsed.images.names = values["images"].as<std::vector<std::string>>();
    OptionCheck{"gren report"}(parsed.images.names.empty() || !parsed.data.empty(), "images",
                               fmt::format("{}", fmt::join(parsed.images.names, " ")),
                               "--data with it, the data set that has them");
    OptionCheck{"gren report"}(values["gallery"].defaulted() || !parsed.data.empty(), "gallery",
                               fmt::format("{}", parsed.gallery),
                               "--data with it, the data set that has the pictures");
    return parsed;
}

Document document_of(const CollectedRuns& collected, const Dataset* dataset, const ReportOptions& options,
                     const std::filesystem::path& data_folder) {
    const auto tables = grouped(collected.runs);
    std::size_t rows = 0;
    for (const auto& table : tables) rows += table.groups.size();
    Document document{
        .title = "Localization of thoracic diseases",
        .warnings = report_warnings(collected.runs),
        .lead = {fmt::format(
            "{} finished run{} in {} row{}{}. Written by gren {}. For research, not for diagnosis.",
            collected.runs.size(), collected.runs.size() == 1 ? "" : "s", rows, rows == 1 ? "" : "s",
            collected.left_out.empty()
                ? ""
                : fmt::format("; {} left out as not finished", collected.left_out.size()),
            code_version())},
        .sections = {}};
    const auto add = [&](std::optional<Section> section) {
        if (section) document.sections.push_back(std::move(*section));
    };
    std::vector<std::vector<Comparison>> compared;
    for (const auto& table : tables) compared.push_back(comparisons(table));
    add(overview_section(tables, compared));
    for (std::size_t i = 0; i < tables.size(); ++i) add(localization_section(tables[i], compared[i]));
    add(identification_section(tables));
    add(calibration_section(tables, data_folder));
    add(film_group_section(tables));
    add(sweep_section(tables, data_folder));
    add(curve_section(tables, data_folder));
    if (dataset) {
        add(similarity_section(*dataset, options.images, data_folder));
        add(gallery_section(tables, *dataset, options.gallery));
    }
    add(cost_section(tables));
    add(provenance_section(collected));
    add(run_curve_section(tables, data_folder));
    return document;
}

// Null where none is asked for.
std::unique_ptr<Dataset> opened(const std::filesystem::path& folder, const ReportRun& run) {
    if (folder.empty()) return nullptr;
    auto dataset = std::make_unique<Dataset>(folder);
    if (dataset->digest() != run.dataset)
        throw DataError(
            fmt::format("--data {}: its digest is {}, run {} was evaluated on {}; give the runs' own "
                        "data set, or none",
                        folder.string(), dataset->digest(), run.name, run.dataset));
    return dataset;
}

void write(const Document& document, const std::filesystem::path& out,
           const std::filesystem::path& data_folder) {
    for (const auto& section : document.sections)
        for (const auto& block : section.blocks) {
            if (const auto* table = std::get_if<Table>(&block))
                write_file_atomically(data_folder / (table->id + ".csv"), to_csv(*table));
            if (const auto* gallery = std::get_if<Gallery>(&block))
                for (const auto& one : gallery->cases)
                    write_file_atomically(data_folder / (one.id + ".svg"), to_svg(one));
        }
    write_file_atomically(out / "report.md", to_markdown(document));
    write_file_atomically(out / "report.html", to_html(document));
}

}  // namespace
}  // namespace gren::report

namespace gren {

int report_command(const Arguments& arguments) {
    using namespace report;
    const auto options = parse_report_options(arguments);
    if (!options) return 0;
    require_gnuplot();
    say_begun("report: reading the runs");
    const auto collected = collect_runs(options->folders);
    grouped(collected.runs);  // what cannot be compared is refused before anything is written
    const auto dataset = opened(options->data, collected.runs.front());
    for (const auto& name : options->images.names) dataset->index_of(name);  // throws: no such image
    create_empty_folder(options->out);
    const auto data_folder = options->out / "data";
    create_empty_folder(data_folder);
    say_begun(fmt::format("report: drawing {} runs", collected.runs.size()));
    for (const auto& one : collected.left_out)
        std::cout << fmt::format("left out: {}: {}\n", one.name, one.reason);
    write(document_of(collected, dataset.get(), *options, data_folder), options->out, data_folder);
    write_file_atomically(data_folder / "accuracies.csv", accuracies_csv(collected.runs));
    std::cout << fmt::format("{} runs: {}\n", collected.runs.size(), (options->out / "report.html").string());
    return 0;
}

}  // namespace gren
