#include "distributed/session/text_collectives.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <set>
#include <stdexcept>

#include "distributed/session/disagreement.h"
#include "distributed/session/mpi_error.h"
#include "distributed/session/patience.h"

namespace gren {
namespace {

constexpr int kTag = 1;

// Each text behind its length.
std::string packed(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) {
        const std::uint64_t length = text.size();
        all.append(reinterpret_cast<const char*>(&length), sizeof length) += text;
    }
    return all;
}

std::vector<std::string> unpacked(const std::string& all) {
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < all.size();) {
        std::uint64_t length = 0;
        std::memcpy(&length, all.data() + at, sizeof length);
        texts.push_back(all.substr(at + sizeof length, length));
        at += sizeof length + length;
    }
    return texts;
}

int count_of(const std::string& text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw std::runtime_error(
            fmt::format("ranks tell each other {} bytes at once, expected less than 2 GiB", text.size()));
    return static_cast<int>(text.size());
}

}  // namespace

TextCollectives::TextCollectives(const MpiSession& session, std::chrono::milliseconds timeout)
    : session_(session), timeout_(timeout), comm_(session) {}

void TextCollectives::send(const std::string& text, int to) const {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(MPI_Isend(text.data(), count_of(text), MPI_CHAR, to, kTag, comm_, &request), "MPI_Isend");
    const auto sent = [&] {
        int done = 0;
        check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
        return done != 0;
    };
    wait_until(
        sent, timeout_, [&] { return to; }, "whom a text waits for");
}

std::string TextCollectives::receive(int from) const {
    MPI_Status status;
    int length = 0;
    check_mpi(MPI_Probe(from, kTag, comm_, &status), "MPI_Probe");
    check_mpi(MPI_Get_count(&status, MPI_CHAR, &length), "MPI_Get_count");
    std::string text(static_cast<std::size_t>(length), '\0');
    check_mpi(MPI_Recv(text.data(), length, MPI_CHAR, from, kTag, comm_, MPI_STATUS_IGNORE), "MPI_Recv");
    return text;
}

std::vector<std::string> TextCollectives::receive_from_all(const std::string& own) const {
    std::vector<std::string> texts(static_cast<std::size_t>(session_.size()));
    texts[0] = own;
    std::set<int> missing;
    for (int rank = 1; rank < session_.size(); ++rank) missing.insert(rank);
    // A rank's next text stays where it is until this round is done.
    const auto heard_all = [&] {
        std::erase_if(missing, [&](int rank) {
            if (!comm_.has_message(rank, kTag)) return false;
            texts[static_cast<std::size_t>(rank)] = receive(rank);
            return true;
        });
        return missing.empty();
    };
    wait_until(
        heard_all, timeout_, [&] { return fmt::join(missing, ", "); }, "whom all others wait for");
    return texts;
}

std::vector<std::string> TextCollectives::gather(const std::string& own) const {
    if (session_.rank() == 0) {
        const auto texts = receive_from_all(own);
        const auto all = packed(texts);
        for (int rank = 1; rank < session_.size(); ++rank) send(all, rank);
        return texts;
    }
    send(own, 0);
    wait_until([&] { return comm_.has_message(0, kTag); }, timeout_, [] { return 0; },
               "who gathers all texts and may wait for another");
    return unpacked(receive(0));
}

void TextCollectives::require_agreement(const std::string& what, const std::string& own) const {
    if (const auto sentence = disagreement(what, gather(own))) throw std::runtime_error(*sentence);
}

}  // namespace gren
