#include "src/doctor/rank_facts.h"

#include <nlohmann/json.hpp>

namespace gren {
namespace {

using nlohmann::json;

json storage_json(const std::optional<StorageCheck>& found) {
    if (!found) return nullptr;
    return {{"free_gib", found->free_gib},
            {"writable", found->writable},
            {"lock", found->lock},
            {"mount", found->mount},
            {"folder", found->folder}};
}

std::optional<StorageCheck> storage_from(const json& found) {
    if (found.is_null()) return std::nullopt;
    return StorageCheck{found.at("free_gib"), found.at("writable"), found.at("lock"), found.at("mount"),
                        found.at("folder")};
}

}  // namespace

std::string to_json(const RankFacts& facts) {
    return json{{"place", to_json(facts.place)},
                {"local_rank", facts.local_rank},
                {"local_size", facts.local_size},
                {"share_of_cores", facts.share_of_cores},
                {"device", facts.device},
                {"gpus_visible", facts.gpus_visible},
                {"code", facts.code},
                {"libraries", facts.libraries},
                {"configuration", facts.configuration},
                {"dataset", facts.dataset},
                {"data", storage_json(facts.data)},
                {"run", storage_json(facts.run)}}
        .dump();
}

RankFacts rank_facts_from_json(const std::string& text) {
    const auto facts = json::parse(text);
    return {rank_place_from_json(facts.at("place")),
            facts.at("local_rank"),
            facts.at("local_size"),
            facts.at("share_of_cores"),
            facts.at("device"),
            facts.at("gpus_visible"),
            facts.at("code"),
            facts.at("libraries"),
            facts.at("configuration"),
            facts.at("dataset"),
            storage_from(facts.at("data")),
            storage_from(facts.at("run"))};
}

}  // namespace gren
