// .pth files against files of torch.save (tests/golden/make_pth.py), and bad ones made by hand.
#include "dataio/tensors/pth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "dataio/data_error.h"
#include "tests/support/scratch_folder.h"

namespace gren::pth_test {
namespace {

using testing::HasSubstr;

const std::filesystem::path kGolden(GREN_GOLDEN_DIR);

torch::Tensor quarters(const std::vector<std::int64_t>& shape, int seed) {
    return torch::arange(c10::multiply_integers(shape), torch::kFloat32).reshape(shape) / 4 - seed;
}

class Pth : public testing::Test {
  protected:
    std::string refusal_of(const std::string& bytes) const {
        try {
            read_pth(scratch_.write("bad.pth", bytes));
        } catch (const DataError& error) {
            return error.what();
        }
        return "accepted";
    }
    ScratchFolder scratch_;
};

TEST_F(Pth, reads_a_state_dict_in_both_forms) {
    const std::map<std::string, torch::Tensor> expected{
        {"0.weight", quarters({3, 2}, 0)},
        {"0.bias", quarters({3}, 1)},
        {"1.weight", quarters({3}, 2)},
        {"1.bias", quarters({3}, 3)},
        {"1.running_mean", quarters({3}, 4)},
        {"1.running_var", quarters({3}, 5)},
        {"1.num_batches_tracked", torch::tensor(std::int64_t{1} << 40)},
        {"half", torch::tensor({1.5F, -0.25F}).to(torch::kFloat16)}};
    for (const char* name : {"state.pth", "state_legacy.pth"}) {
        const auto read = read_pth(kGolden / name);
        ASSERT_EQ(read.size(), expected.size()) << name;
        for (const auto& [key, tensor] : expected) {
            EXPECT_EQ(read.at(key).scalar_type(), tensor.scalar_type()) << name << " " << key;
            EXPECT_TRUE(torch::equal(read.at(key), tensor)) << name << " " << key;
        }
    }
}

TEST_F(Pth, reads_the_state_dict_of_a_checkpoint_with_parameters_and_views) {
    const auto read = read_pth(kGolden / "checkpoint.pth");
    ASSERT_EQ(read.size(), 3);
    EXPECT_TRUE(torch::equal(read.at("module.w"), torch::tensor({{0.0F, 1.0F, 2.0F}, {3.0F, 4.0F, 5.0F}})));
    EXPECT_TRUE(torch::equal(read.at("module.row"), torch::tensor({{1.0F, 4.0F}, {2.0F, 5.0F}})));
    EXPECT_EQ(read.at("module.none").sizes(), (std::vector<std::int64_t>{0, 2}));
}

TEST_F(Pth, reads_what_python_2_wrote) {
    const auto read = read_pth(kGolden / "state_python2.pth");
    EXPECT_TRUE(torch::equal(read.at("w"), torch::tensor({0.5F, -3.0F})));
    EXPECT_TRUE(torch::equal(read.at("b"), torch::tensor({-3.0F})));
}

TEST_F(Pth, names_the_object_that_a_malicious_file_asks_for) {
    EXPECT_THAT(refusal_of(bytes_of(kGolden / "evil.pth")), HasSubstr("posix.system"));
}

TEST_F(Pth, refuses_what_is_absent_or_no_pth_file) {
    EXPECT_THROW(read_pth(scratch_.path() / "absent.pth"), DataError);
    EXPECT_THROW(read_pth(scratch_.path()), DataError);
    EXPECT_THAT(refusal_of(""), HasSubstr("torch.save"));
    EXPECT_THAT(refusal_of("PNG image"), HasSubstr("torch.save"));
    EXPECT_THAT(refusal_of("PK\x03\x04 and then no archive"), HasSubstr("bad.pth"));
}

TEST_F(Pth, refuses_every_truncation) {
    for (const char* name : {"state.pth", "state_legacy.pth", "state_python2.pth"}) {
        const std::string whole = bytes_of(kGolden / name);
        for (std::size_t length = 0; length < whole.size(); length += 11)
            EXPECT_NE(refusal_of(whole.substr(0, length)), "accepted")
                << name << " of " << length << " bytes";
        EXPECT_NE(refusal_of(whole.substr(0, whole.size() - 1)), "accepted") << name;
    }
}

// A changed byte may give another number or name, but nothing other than a tensor or a DataError.
TEST_F(Pth, survives_every_changed_byte) {
    const std::string whole = bytes_of(kGolden / "state_legacy.pth");
    int refused = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ (i % 2 == 0 ? 0x01 : 0xff));
        refused += refusal_of(changed) != "accepted";
    }
    EXPECT_GT(refused, 100);
}

// A legacy file whose only tensor, over two floats, has this pickled offset and these pickled
// size and stride.
std::string legacy_file(const std::string& offset, const std::string& size, const std::string& stride) {
    const std::string whole = bytes_of(kGolden / "state_python2.pth");
    const std::string geometry("K\x00K\x02\x85K\x01\x85", 8);
    const std::size_t at = whole.find(geometry);
    return whole.substr(0, at) + offset + size + "\x85" + stride + "\x85" +
           whole.substr(at + geometry.size());
}

TEST_F(Pth, refuses_a_tensor_beyond_its_storage) {
    const std::string zero("K\x00", 2), one = "K\x01", two = "K\x02", minus_one = "J\xff\xff\xff\xff";
    EXPECT_EQ(refusal_of(legacy_file(zero, two, one)), "accepted");
    EXPECT_EQ(refusal_of(legacy_file(one, one, one)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(one, two, one)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(zero, two, two)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(zero, "K\x03", one)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(minus_one, one, one)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(zero, minus_one, one)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(zero, "J\xff\xff\xff\x7f", zero)), "accepted");  // one number 2^31 times
    EXPECT_NE(refusal_of(legacy_file(zero, two, minus_one)), "accepted");
    EXPECT_NE(refusal_of(legacy_file(zero, "J\xff\xff\xff\x7f", "J\xff\xff\xff\x7f")), "accepted");
}

TEST_F(Pth, refuses_more_data_than_the_file_can_hold) {
    std::string bytes = bytes_of(kGolden / "state_python2.pth");
    const std::size_t count = bytes.find(std::string("K\x02NtQ"));
    bytes.replace(count, 2, "J\xff\xff\xff\x7f");
    EXPECT_THAT(refusal_of(bytes), HasSubstr("more data than the file"));
}

}  // namespace
}  // namespace gren::pth_test
