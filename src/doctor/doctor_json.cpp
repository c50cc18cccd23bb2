#include "src/doctor/doctor_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "src/doctor/doctor_warnings.h"
#include "src/run/version.h"

namespace gren {
namespace {

using Document = nlohmann::ordered_json;

Document rank_document(std::size_t rank, const RankFacts& facts) {
    return {{"rank", rank},
            {"host", facts.place.host},
            {"local_rank", facts.local_rank},
            {"cores", facts.place.cores.size()},
            {"share_of_cores", facts.share_of_cores},
            {"device", facts.device}};
}

Document interface_document(const NetworkInterface& network) {
    return {{"name", network.name},
            {"address", network.address},
            {"subnet", network.subnet},
            {"up", network.is_up},
            {"carrier", network.has_carrier}};
}

// `first`: of the host's ranks.
Document host_document(const HostFacts& host, const RankPlace& first) {
    auto interfaces = Document::array();
    for (const auto& network : host.interfaces) interfaces.push_back(interface_document(network));
    return {{"host", host.host},
            {"kernel", host.kernel},
            {"cores", first.cores_of_host},
            {"memory_gib", first.memory_gib},
            {"shared_memory_gib", first.shared_memory_gib},
            {"bfloat16", first.has_bfloat16},
            {"interfaces", interfaces},
            {"unreached", host.unreached}};
}

Document storage_document(const std::optional<StorageCheck>& found) {
    if (!found) return nullptr;
    return {{"folder", found->folder},
            {"free_gib", found->free_gib},
            {"writable", found->writable},
            {"lock", found->lock},
            {"mount", found->mount}};
}

Document link_document(const DoctorFindings& findings, const LinkSpeed& link) {
    const auto host = [&](int index) { return findings.hosts.at(static_cast<std::size_t>(index)).host; };
    return {{"from", host(link.from)},
            {"to", host(link.to)},
            {"latency_seconds", link.latency},
            {"bytes_per_second", link.bytes_per_second}};
}

Document speed_documents(const std::vector<CollectiveSpeed>& speeds) {
    auto documents = Document::array();
    for (const auto& speed : speeds)
        documents.push_back(
            {{"name", name_of(speed.collective)},
             {"latency_seconds", speed.latency},
             {"bytes_per_second",
              speed.bytes_per_second > 0 ? Document(speed.bytes_per_second) : Document(nullptr)}});
    return documents;
}

}  // namespace

std::string doctor_json(const DoctorFindings& findings) {
    const auto& first = findings.ranks.front();
    auto ranks = Document::array(), hosts = Document::array(), links = Document::array();
    for (std::size_t rank = 0; rank < findings.ranks.size(); ++rank)
        ranks.push_back(rank_document(rank, findings.ranks[rank]));
    for (const auto& host : findings.hosts) {
        const auto own = std::ranges::find_if(
            findings.ranks, [&](const RankFacts& facts) { return facts.place.host == host.host; });
        hosts.push_back(host_document(host, own->place));
    }
    for (const auto& link : findings.links) links.push_back(link_document(findings, link));
    const Document document{
        {"version", code_version()},
        {"libraries", first.libraries},
        {"launcher", first.place.launcher},
        {"pmix", first.place.has_pmix},
        {"clock_skew_seconds", clock_skew(findings.ranks)},
        {"configuration", first.configuration},
        {"dataset", first.dataset.empty() ? Document(nullptr) : Document(first.dataset)},
        {"ranks", ranks},
        {"hosts", hosts},
        {"data", storage_document(first.data)},
        {"run", storage_document(first.run)},
        {"links", links},
        {"collectives", findings.speeds ? speed_documents(*findings.speeds) : Document(nullptr)},
        {"warnings", findings.warnings}};
    return document.dump(2) + "\n";
}

}  // namespace gren
