#include "src/tensorboard/wire.h"

#include <bit>

namespace gren::tensorboard {
namespace {

enum WireType { varint_type = 0, eight_bytes = 1, counted_bytes = 2, four_bytes = 5 };

}  // namespace

void Message::key(int field, int wire_type) {
    varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wire_type));
}

void Message::varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) encoded_ += static_cast<char>(value | 0x80);
    encoded_ += static_cast<char>(value);
}

template <typename Bits>
void Message::fixed(Bits bits) {  // least byte first
    for (std::size_t i = 0; i < sizeof bits; ++i) encoded_ += static_cast<char>(bits >> (8 * i));
}

Message& Message::integer(int field, std::int64_t value) {
    key(field, varint_type);
    varint(static_cast<std::uint64_t>(value));
    return *this;
}

Message& Message::real(int field, double value) {
    key(field, eight_bytes);
    fixed(std::bit_cast<std::uint64_t>(value));
    return *this;
}

Message& Message::small_real(int field, float value) {
    key(field, four_bytes);
    fixed(std::bit_cast<std::uint32_t>(value));
    return *this;
}

Message& Message::bytes(int field, std::string_view value) {
    key(field, counted_bytes);
    varint(value.size());
    encoded_ += value;
    return *this;
}

}  // namespace gren::tensorboard
