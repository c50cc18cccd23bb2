#include "src/doctor/rank_facts.h"

#include <nlohmann/json.hpp>

namespace gren {
namespace {

using nlohmann::json;

json storage_json(const std::optional<StorageCheck>& found) {
    if (!found) return nullptr;
    return {{"free_gib", found->free_gib}, {"writable", found->writable}, {"lock", found->lock}};
}

std::optional<StorageCheck> storage_from(const json& found) {
    if (found.is_null()) return std::nullopt;
    return StorageCheck{found.at("free_gib"), found.at("writable"), found.at("lock")};
}

}  // namespace

std::string to_json(const RankFacts& facts) {
    return json{{"place", to_json(facts.place)},        {"device", facts.device},
                {"gpus_visible", facts.gpus_visible},   {"code", facts.code},
                {"configuration", facts.configuration}, {"data", storage_json(facts.data)},
                {"run", storage_json(facts.run)}}
        .dump();
}

RankFacts rank_facts_from_json(const std::string& text) {
    const auto facts = json::parse(text);
    return {rank_place_from_json(facts.at("place")),
            facts.at("device"),
            facts.at("gpus_visible"),
            facts.at("code"),
            facts.at("configuration"),
            storage_from(facts.at("data")),
            storage_from(facts.at("run"))};
}

}  // namespace gren
