// What a host asks of the system: names, connections, a file that another host wrote.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "src/doctor/libraries.h"
#include "src/doctor/name_answers.h"
#include "src/doctor/shared_probe.h"
#include "src/doctor/tcp_reach.h"
#include "tests/support/scratch_folder.h"

namespace gren::host_questions_test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(NameAnswers, are_the_systems) {
    const auto found = addresses_of({"localhost", "192.0.2.7", "no-such-host.invalid", "localhost"}, 20s);
    EXPECT_EQ(found.size(), 3U);
    EXPECT_THAT(found.at("192.0.2.7"), ElementsAre("192.0.2.7"));
    EXPECT_THAT(found.at("no-such-host.invalid"), IsEmpty());
    EXPECT_THAT(found.at("localhost"), testing::AnyOf(Contains("127.0.0.1"), Contains("::1")));
}

TEST(NameAnswers, are_not_waited_for) {
    EXPECT_THAT(addresses_of({"192.0.2.7"}, 0s).at("192.0.2.7"),
                testing::AnyOf(IsEmpty(), ElementsAre("192.0.2.7")));
    EXPECT_THAT(addresses_of(std::vector<std::string>{}, 20s), IsEmpty());
}

TEST(TcpReach, tells_who_answers) {
    const TcpListener listener;
    ASSERT_GT(listener.port(), 0);
    int gone = 0;
    {
        const TcpListener other;
        gone = other.port();
    }
    EXPECT_THAT(reached({{"lo", "127.0.0.1", "127.0.0.1", listener.port()},
                         {"lo", "127.0.0.1", "127.0.0.1", gone},
                         {"lo", "127.0.0.1", "127.0.0.2", listener.port()},
                         {"no-such", "192.0.2.7", "127.0.0.1", listener.port()}},  // no address of this host
                        5s),
                ElementsAre(true, false, true, false));
    EXPECT_THAT(reached({}, 5s), IsEmpty());
}

TEST(SharedProbe, is_seen_and_goes) {
    const ScratchFolder scratch;
    std::string path;
    {
        const SharedProbe probe(scratch.path()), other(scratch.path());
        path = probe.path();
        EXPECT_TRUE(std::filesystem::exists(path));
        EXPECT_NE(other.path(), path);
        EXPECT_EQ(probe_found(path, probe.contents(), 0s), "");
        EXPECT_EQ(probe_found(path, other.contents(), 0s), "16 bytes of other contents");
        EXPECT_EQ(probe_found(path + "x", probe.contents(), 0s), "No such file or directory");
    }
    EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
    EXPECT_EQ(SharedProbe(scratch.path() / "absent").path(), "");
}

TEST(SharedProbe, is_waited_for) {
    const ScratchFolder scratch;
    const std::jthread later([&] {
        std::this_thread::sleep_for(200ms);
        std::ofstream(scratch.path() / "late") << "here";
    });
    EXPECT_EQ(probe_found((scratch.path() / "late").string(), "here", 20s), "");
}

TEST(Libraries, are_named) {
    EXPECT_THAT(loaded_libraries(), testing::MatchesRegex("libtorch 2\\.11\\.[0-9]+.*, Open MPI v[0-9.]+.*"));
    std::ifstream release("/proc/sys/kernel/osrelease");
    std::string expected;
    release >> expected;
    EXPECT_EQ(kernel_release(), expected);
}

}  // namespace
}  // namespace gren::host_questions_test
