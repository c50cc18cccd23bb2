#include "src/evaluation/about.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "dataio/data_error.h"
#include "dataio/digest.h"
#include "dataio/shards/split.h"
#include "dataio/text_file.h"
#include "src/run/version.h"
#include "src/training/train_option_table.h"

namespace gren {
namespace {

using Json = nlohmann::ordered_json;
using Configuration = std::map<std::string, std::string>;

Configuration read_configuration(const std::filesystem::path& file) {
    const auto text = read_text(file);
    if (!text)
        throw DataError(fmt::format("{}: cannot be opened, expected the options that gren train wrote there",
                                    file.string()));
    Configuration configuration;
    for (const auto& line : lines_with_text(*text)) {
        const auto equals = line.text.find('=');
        if (equals == std::string::npos)
            throw DataError(fmt::format("{}:{}: found '{:.60}', expected lines 'option = value'",
                                        file.string(), line.number, line.text));
        configuration[std::string(trimmed(line.text.substr(0, equals)))] =
            trimmed(line.text.substr(equals + 1));
    }
    return configuration;
}

// Null where it is not there: an older run's.
Json whole_number(const std::filesystem::path& file, const std::map<std::string, std::string>& values,
                  const std::string& name) {
    const auto found = values.find(name);
    if (found == values.end()) return nullptr;
    auto number = Json::parse(found->second, nullptr, false);
    if (!number.is_number_integer())
        throw DataError(fmt::format("{}: {} is '{:.60}', expected a whole number as gren train wrote it",
                                    file.string(), name, found->second));
    return number;
}

// Null where one of `factors` is.
Json product_of(const std::vector<Json>& factors) {
    std::int64_t product = 1;
    for (const auto& factor : factors) {
        if (factor.is_null()) return nullptr;
        product *= factor.get<std::int64_t>();
    }
    return product;
}

// Of the lists that the run trained on.
void add_lists(Json& about, const RunFolder& run) {
    if (!std::filesystem::exists(run.split())) {
        about["participation"] = "all";
        for (const auto* name : {"fold", "split_by", "split_seed"}) about[name] = nullptr;
        return;
    }
    const auto split = read_split(run.split());
    about["participation"] = split.participation;
    about["fold"] = split.fold;
    about["split_by"] = split.split_by;
    about["split_seed"] = split.seed;
}

Json shaping(const Configuration& configuration) {
    auto json = Json::object();
    for (const auto& [option, value] : configuration)
        if (train_option_table().shapes_the_result(option) || option == "init" || option == "max-steps")
            json[option] = value;
    return json;
}

}  // namespace

Json evaluation_about(const RunFolder& run, const LoadedModel& loaded, const Dataset& dataset,
                      const TestedList& tested, std::int64_t eval_grid, const std::string& box_rule) {
    const auto configuration = read_configuration(run.config());
    const auto option = [&](const std::string& name) {
        return whole_number(run.config(), configuration, name);
    };
    const auto ranks = whole_number(run.model(), loaded.about, "ranks"), accumulate = option("accumulate");
    const auto& traits = dataset.traits();
    Json about{{"method", loaded.spec.method}};
    add_lists(about, run);
    // Only the data set that the run trained on tells its patients.
    about["patients_on_both_sides"] = loaded.about.at("dataset") == dataset.digest()
                                          ? Json(patients_seen_in_training(dataset, run, tested))
                                          : Json(nullptr);
    about["model"] = sha256_of_file(run.model());
    about["trained_on"] = loaded.about.at("dataset");
    about["nodes"] = product_of({ranks, option("batch-per-rank"), accumulate});
    about["ranks"] = ranks;
    about["accumulate"] = accumulate;
    about["seed"] = option("seed");
    about["dataset"] = dataset.digest();
    about["hash_variant"] = traits.hash_variant;
    about["lung_source"] = traits.lung_source;
    about["regions"] = traits.regions;
    about["aligned"] = traits.aligned;
    about["image_size"] = loaded.spec.image_size;
    about["test_list"] = tested.digest;
    about["training_list"] = loaded.about.at("list");
    about["trained_by"] = loaded.about.at("gren_version");
    about["evaluated_by"] = code_version();
    about["eval_grid"] = eval_grid;
    if (!box_rule.empty()) about["boxes"] = box_rule;
    about["grid"] = loaded.spec.grid;
    about["configuration"] = shaping(configuration);
    return about;
}

}  // namespace gren
