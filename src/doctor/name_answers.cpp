#include "src/doctor/name_answers.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace gren {
namespace {

std::vector<std::string> addresses_of(const std::string& name) {
    addrinfo* list = nullptr;
    if (getaddrinfo(name.c_str(), nullptr, nullptr, &list) != 0) return {};
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, freeaddrinfo);
    std::set<std::string> found;
    for (const auto* at = list; at != nullptr; at = at->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(at->ai_addr, at->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) ==
            0)
            found.insert(text.data());
    }
    return {found.begin(), found.end()};
}

// Outlives those who wait for it: a question that is late ends when it ends.
struct Answers {
    std::mutex mutex;
    std::condition_variable came;
    std::map<std::string, std::vector<std::string>> of;
};

}  // namespace

std::map<std::string, std::vector<std::string>> addresses_of(const std::vector<std::string>& names,
                                                             std::chrono::milliseconds patience) {
    const auto answers = std::make_shared<Answers>();
    const std::set<std::string> asked(names.begin(), names.end());
    for (const auto& name : asked)
        std::thread([answers, name] {
            auto found = addresses_of(name);
            const std::lock_guard lock(answers->mutex);
            answers->of[name] = std::move(found);
            answers->came.notify_all();
        }).detach();
    std::unique_lock lock(answers->mutex);
    answers->came.wait_for(lock, patience, [&] { return answers->of.size() == asked.size(); });
    auto found = answers->of;
    for (const auto& name : asked) found.try_emplace(name);
    return found;
}

}  // namespace gren
