#include "src/doctor/host_facts.h"

#include <nlohmann/json.hpp>

namespace gren {

using nlohmann::json;

std::string to_json(const HostFacts& facts) {
    auto interfaces = json::array();
    for (const auto& each : facts.interfaces)
        interfaces.push_back({each.name, each.address, each.subnet, each.is_up, each.has_carrier});
    return json{{"host", facts.host},  {"kernel", facts.kernel}, {"interfaces", interfaces},
                {"port", facts.port},  {"names", facts.names},   {"unreached", facts.unreached},
                {"probe", facts.probe}}
        .dump();
}

HostFacts host_facts_from_json(const std::string& text) {
    const auto facts = json::parse(text);
    HostFacts found{.host = facts.at("host"),
                    .kernel = facts.at("kernel"),
                    .interfaces = {},
                    .port = facts.at("port"),
                    .names = facts.at("names"),
                    .unreached = facts.at("unreached"),
                    .probe = facts.at("probe")};
    for (const auto& each : facts.at("interfaces"))
        found.interfaces.push_back({each[0], each[1], each[2], each[3], each[4]});
    return found;
}

}  // namespace gren
