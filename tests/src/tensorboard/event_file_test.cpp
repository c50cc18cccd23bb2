#include "src/tensorboard/event_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataio/data_error.h"
#include "src/tensorboard/record.h"
#include "src/tensorboard/wire.h"
#include "tests/support/scratch_folder.h"

namespace gren::tensorboard_test {

using tensorboard::crc32c;
using tensorboard::EventFile;
using tensorboard::framed;
using tensorboard::Message;

// RFC 3720, appendix B.4, and the check value of CRC-32C.
TEST(EventFile, the_checksum_is_castagnolis) {
    EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
}

// protobuf.dev, "Encoding": field 1 = 150, field 2 = "testing".
TEST(EventFile, messages_are_encoded_as_the_format_says) {
    EXPECT_EQ(Message().integer(1, 150).encoded(), "\x08\x96\x01");
    EXPECT_EQ(Message().bytes(2, "testing").encoded(), "\x12\x07testing");
    EXPECT_EQ(Message().integer(1, -1).encoded().size(), 11U);
    EXPECT_EQ(Message().message(3, Message().integer(1, 150)).encoded(), "\x1a\x03\x08\x96\x01");
}

TEST(EventFile, a_record_is_its_data_and_sixteen_bytes) {
    const auto record = framed("abc");
    EXPECT_EQ(record.size(), 3U + 16U);
    EXPECT_EQ(record.substr(0, 8), std::string("\3\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(record.substr(12, 3), "abc");
}

TEST(EventFile, a_folder_that_cannot_be_made_is_named) {
    EXPECT_THROW(EventFile("/dev/null/tensorboard", 0), DataError);
}

TEST(EventFile, what_is_written_is_there_at_once) {
    const ScratchFolder scratch;
    EventFile events(scratch.path() / "tensorboard", 0);
    const auto file = std::filesystem::directory_iterator(scratch.path() / "tensorboard")->path();
    const auto before = std::filesystem::file_size(file);
    events.scalars(0, {{"loss", 2.5}});
    EXPECT_GT(std::filesystem::file_size(file), before);
}

// summary.proto, Summary.Image: height 1, width 2, colorspace 3 (RGB: 3), encoded_image_string 4; in value 4.
TEST(EventFile, a_picture_lies_in_it_as_it_is) {
    const ScratchFolder scratch;
    EventFile(scratch.path(), 0).image(0, "film", 5, 3, "PNG");
    const auto bytes = bytes_of(std::filesystem::directory_iterator(scratch.path())->path());
    EXPECT_THAT(bytes, testing::HasSubstr(std::string("\x0a\x04") + "film" +
                                          "\x22\x0b\x08\x03\x10\x05\x18\x03" + "\x22\x03" + "PNG"));
}

}  // namespace gren::tensorboard_test
