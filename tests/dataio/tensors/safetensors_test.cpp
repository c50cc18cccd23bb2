// safetensors against a file of the safetensors package and against files written by hand.
#include "dataio/tensors/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "tests/dataio/limited_disk.h"
#include "tests/support/scratch_folder.h"

namespace gren::safetensors_test {
namespace {

using testing::HasSubstr;

const std::filesystem::path kGolden = std::filesystem::path(GREN_GOLDEN_DIR) / "golden.safetensors";

class Safetensors : public testing::Test {
  protected:
    static std::string prefix(std::uint64_t length) {
        return {reinterpret_cast<const char*>(&length), sizeof length};
    }
    // What is said about a file of this header and `data_bytes` bytes after it.
    std::string refusal(const std::string& header, std::size_t data_bytes) const {
        return refusal_of(prefix(header.size()) + header + std::string(data_bytes, 'x'));
    }
    std::string refusal_of(const std::string& bytes) const {
        try {
            read_safetensors(scratch_.write("bad.safetensors", bytes));
        } catch (const DataError& error) {
            return error.what();
        }
        return "accepted";
    }
    ScratchFolder scratch_;
};

// The tensors of make_safetensors.py.
std::map<std::string, torch::Tensor> golden_tensors() {
    return {{"layer.weight", torch::tensor({-1.0F, -0.75F, -0.5F, -0.25F, 0.0F, 0.25F}).reshape({2, 3})},
            {"a.half", torch::tensor({1.5F, -2.0F}).to(torch::kFloat16)},
            {"a.brain", torch::tensor({0.5F}).to(torch::kBFloat16)},
            {"count", torch::tensor(std::int64_t{7})},
            {"empty", torch::zeros({0, 4})},
            {"byte", torch::tensor({0, 255, 3}).to(torch::kUInt8)}};
}

TEST_F(Safetensors, reads_a_file_of_the_safetensors_package) {
    const TensorFile read = read_safetensors(kGolden);
    EXPECT_EQ(read.metadata, (std::map<std::string, std::string>{{"format", "pt"}}));
    const auto expected = golden_tensors();
    ASSERT_EQ(read.tensors.size(), expected.size());
    for (const auto& [name, tensor] : expected) {
        SCOPED_TRACE(name);
        EXPECT_EQ(read.tensors.at(name).scalar_type(), tensor.scalar_type());
        EXPECT_TRUE(torch::equal(read.tensors.at(name), tensor));
    }
}

TEST_F(Safetensors, writes_the_bytes_the_safetensors_package_writes) {
    write_safetensors(scratch_.path() / "written.safetensors", {golden_tensors(), {{"format", "pt"}}});
    EXPECT_EQ(bytes_of(scratch_.path() / "written.safetensors"), bytes_of(kGolden));
}

TEST_F(Safetensors, writes_a_transposed_tensor_row_by_row) {
    const torch::Tensor transposed = torch::tensor({{1.0F, 2.0F}, {3.0F, 4.0F}}).t();
    write_safetensors(scratch_.path() / "t.safetensors", {{{"t", transposed}}, {}});
    const std::string bytes = bytes_of(scratch_.path() / "t.safetensors");
    const float rows[] = {1, 3, 2, 4};
    EXPECT_EQ(bytes.substr(bytes.size() - sizeof rows),
              std::string(reinterpret_cast<const char*>(rows), sizeof rows));
}

TEST_F(Safetensors, a_failed_write_leaves_the_old_file_and_nothing_else) {
    const std::filesystem::path file = scratch_.path() / "kept.safetensors";
    write_safetensors(file, {{{"a", torch::ones(1)}}, {}});
    EXPECT_THROW(write_safetensors(file, {{{"a", torch::ones(1, torch::kComplexFloat)}}, {}}), DataError);
    EXPECT_TRUE(torch::equal(read_safetensors(file).tensors.at("a"), torch::ones(1)));
    EXPECT_THROW(write_safetensors(scratch_.path() / "absent" / "a.safetensors", {}), DataError);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_.path()), {}), 1);
}

TEST_F(Safetensors, a_full_disk_is_a_data_error) {
    const auto file = scratch_.path() / "a.safetensors";
    const auto message = error_on_limited_disk(4096, [&] {
        write_safetensors(file, {{{"a", torch::ones(10000)}}, {}});
    });
    EXPECT_THAT(message, testing::HasSubstr("a.safetensors"));
    EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST_F(Safetensors, refuses_an_absent_or_truncated_file) {
    EXPECT_THROW(read_safetensors(scratch_.path() / "absent.safetensors"), DataError);
    EXPECT_THROW(read_safetensors(scratch_.path()), DataError);
    const std::string whole = bytes_of(kGolden);
    for (const std::size_t length : {0, 7, 8, 100, static_cast<int>(whole.size()) - 1}) {
        SCOPED_TRACE(length);
        EXPECT_THROW(read_safetensors(scratch_.write("short", whole.substr(0, length))), DataError);
    }
    EXPECT_THROW(read_safetensors(scratch_.write("long", whole + "x")), DataError);
    EXPECT_THAT(refusal_of(prefix(100'000'001) + "{}"), HasSubstr("100000001"));
    EXPECT_THAT(refusal_of(prefix(~std::uint64_t{0}) + "{}"), HasSubstr("18446744073709551615"));
}

TEST_F(Safetensors, refuses_a_malformed_header) {
    EXPECT_EQ(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 2), "accepted");
    EXPECT_THAT(refusal("{]", 0), HasSubstr("malformed"));
    EXPECT_THAT(refusal("[]", 0), HasSubstr("no JSON object"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
                            "a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                        2),
                HasSubstr("'a' stands twice"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3), HasSubstr("hole"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
                            "b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                        3),
                HasSubstr("overlap"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 3), HasSubstr("need 2"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"F12","shape":[2],"data_offsets":[0,2]}})", 2), HasSubstr("F12"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}})", 2), HasSubstr("3 bytes"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}})", 2), HasSubstr("-2"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":2,"data_offsets":[0,2]}})", 2), HasSubstr("no list"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}})", 0),
                HasSubstr("2^63"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}})", 2),
                HasSubstr("data_offsets"));
    EXPECT_THAT(refusal(R"({"a":{"dtype":"U8","shape":[2]}})", 2), HasSubstr("data_offsets"));
    EXPECT_THAT(refusal(R"({"__metadata__":{"format":1}})", 0), HasSubstr("malformed"));
}

}  // namespace
}  // namespace gren::safetensors_test
