// Messages of Protocol Buffers as bytes, as far as event files need them (protobuf.dev, "Encoding").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gren::tensorboard {

// One message, field by field. Numbers are the fields' of the .proto files named in event_file.h.
class Message {
  public:
    Message& integer(int field, std::int64_t value);    // int32, int64, an enum
    Message& real(int field, double value);             // double
    Message& small_real(int field, float value);        // float
    Message& bytes(int field, std::string_view value);  // string, bytes
    Message& message(int field, const Message& value) { return bytes(field, value.encoded()); }
    const std::string& encoded() const { return encoded_; }

  private:
    void key(int field, int wire_type);
    void varint(std::uint64_t value);
    template <typename Bits>
    void fixed(Bits bits);

    std::string encoded_;
};

}  // namespace gren::tensorboard
