#include "dataio/tensors/pickle.h"

#include <fmt/format.h>

#include <bit>
#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace gren {
namespace {

// Python's names (pickletools), of the opcodes that pickle protocol 2 writes for state dicts.
enum Opcode : std::uint8_t {
    MARK = '(',
    STOP = '.',
    BINFLOAT = 'G',
    BININT = 'J',
    BININT1 = 'K',
    BININT2 = 'M',
    NONE = 'N',
    BINPERSID = 'Q',
    REDUCE = 'R',
    BINSTRING = 'T',
    SHORT_BINSTRING = 'U',
    BINUNICODE = 'X',
    APPEND = 'a',
    BUILD = 'b',
    GLOBAL = 'c',
    APPENDS = 'e',
    BINGET = 'h',
    LONG_BINGET = 'j',
    BINPUT = 'q',
    LONG_BINPUT = 'r',
    SETITEM = 's',
    TUPLE = 't',
    SETITEMS = 'u',
    EMPTY_DICT = '}',
    EMPTY_LIST = ']',
    EMPTY_TUPLE = ')',
    PROTO = 0x80,
    TUPLE1 = 0x85,
    TUPLE2 = 0x86,
    TUPLE3 = 0x87,
    NEWTRUE = 0x88,
    NEWFALSE = 0x89,
    LONG1 = 0x8a,
};

std::string_view take(std::string_view& bytes, std::size_t count) {
    if (count > bytes.size()) throw std::domain_error("its pickle ends too early");
    const std::string_view taken = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return taken;
}

// Little-endian, as every machine this runs on.
template <typename Number>
Number take_number(std::string_view& bytes) {
    Number number{};
    take(bytes, sizeof number).copy(reinterpret_cast<char*>(&number), sizeof number);
    return number;
}

std::string take_line(std::string_view& bytes) {
    const std::size_t length = bytes.find('\n');
    if (length == std::string_view::npos) throw std::domain_error("its pickle ends too early");
    const std::string line(take(bytes, length));
    take(bytes, 1);
    return line;
}

std::int64_t take_long(std::string_view& bytes) {
    const std::size_t length = take_number<std::uint8_t>(bytes);
    if (length > sizeof(std::int64_t))
        throw std::domain_error(fmt::format("it holds an integer of {} bytes", length));
    const std::string_view digits = take(bytes, length);
    const bool negative = !digits.empty() && (digits.back() & 0x80) != 0;
    std::int64_t number = negative ? -1 : 0;
    std::memcpy(&number, digits.data(), length);
    return number;
}

template <typename Value>
Value expect(const PickleValue& value, const char* what) {
    if (const Value* held = std::get_if<Value>(&value)) return *held;
    throw std::domain_error(fmt::format("its pickle has something else where {} is expected", what));
}

}  // namespace

PickleValue Unpickler::read(std::string_view& bytes) {
    stack_.clear();
    memo_.clear();
    marks_.clear();
    for (;;) {
        const auto opcode = take_number<std::uint8_t>(bytes);
        if (opcode == STOP) return pop();
        step(opcode, bytes);
    }
}

void Unpickler::step(std::uint8_t opcode, std::string_view& bytes) {
    const auto get = [&](std::uint32_t index) {
        const auto remembered = memo_.find(index);
        if (remembered == memo_.end())
            throw std::domain_error("its pickle recalls a value it has not remembered");
        stack_.push_back(remembered->second);
    };
    const auto push_tuple = [&](std::size_t count) {
        std::vector<PickleValue> items(count);
        for (std::size_t i = count; i > 0; --i) items[i - 1] = pop();
        push_list(std::move(items));
    };
    switch (opcode) {
        case PROTO:
            if (const auto version = take_number<std::uint8_t>(bytes); version != 2)
                throw std::domain_error(fmt::format(
                    "it is pickled in protocol {} where 2, torch.save's own, is expected", version));
            break;
        case MARK:
            marks_.push_back(stack_.size());
            break;
        case NONE:
            stack_.emplace_back();
            break;
        case NEWTRUE:
            stack_.emplace_back(true);
            break;
        case NEWFALSE:
            stack_.emplace_back(false);
            break;
        case BININT:
            stack_.emplace_back(std::int64_t{take_number<std::int32_t>(bytes)});
            break;
        case BININT1:
            stack_.emplace_back(std::int64_t{take_number<std::uint8_t>(bytes)});
            break;
        case BININT2:
            stack_.emplace_back(std::int64_t{take_number<std::uint16_t>(bytes)});
            break;
        case LONG1:
            stack_.emplace_back(take_long(bytes));
            break;
        case BINFLOAT:  // the one big-endian number of the protocol
            stack_.emplace_back(std::bit_cast<double>(__builtin_bswap64(take_number<std::uint64_t>(bytes))));
            break;
        case SHORT_BINSTRING:
            stack_.emplace_back(std::string(take(bytes, take_number<std::uint8_t>(bytes))));
            break;
        case BINSTRING:
        case BINUNICODE:
            stack_.emplace_back(std::string(take(bytes, take_number<std::uint32_t>(bytes))));
            break;
        case EMPTY_TUPLE:
        case EMPTY_LIST:
            push_list({});
            break;
        case TUPLE1:
            push_tuple(1);
            break;
        case TUPLE2:
            push_tuple(2);
            break;
        case TUPLE3:
            push_tuple(3);
            break;
        case TUPLE:
            push_list(pop_to_mark());
            break;
        case EMPTY_DICT:
            stack_.emplace_back(new_dict());
            break;
        case BINPUT:
            memo_[take_number<std::uint8_t>(bytes)] = top();
            break;
        case LONG_BINPUT:
            memo_[take_number<std::uint32_t>(bytes)] = top();
            break;
        case BINGET:
            get(take_number<std::uint8_t>(bytes));
            break;
        case LONG_BINGET:
            get(take_number<std::uint32_t>(bytes));
            break;
        case APPEND: {
            const PickleValue item = pop();
            expect<PickleList*>(top(), "a list")->items.push_back(item);
            break;
        }
        case APPENDS: {
            const std::vector<PickleValue> items = pop_to_mark();
            std::vector<PickleValue>& list = expect<PickleList*>(top(), "a list")->items;
            list.insert(list.end(), items.begin(), items.end());
            break;
        }
        case SETITEM: {
            const PickleValue value = pop(), key = pop();
            set_items({key, value});
            break;
        }
        case SETITEMS:
            set_items(pop_to_mark());
            break;
        case GLOBAL: {
            const std::string module = take_line(bytes);
            stack_.emplace_back(global(module + "." + take_line(bytes)));
            break;
        }
        case REDUCE: {
            const PickleValue arguments = pop(), function = pop();
            stack_.push_back(
                call(expect<PickleGlobal>(function, "a global"), *expect<PickleList*>(arguments, "a tuple")));
            break;
        }
        case BUILD:  // attributes of a dictionary, such as a state dict's _metadata: no tensor stands there
            pop();
            expect<PickleDict*>(top(), "a dictionary");
            break;
        case BINPERSID:
            stack_.push_back(persistent(pop()));
            break;
        default:
            throw std::domain_error(
                fmt::format("its pickle has opcode 0x{:02x}, which no state dict needs", opcode));
    }
}

PickleValue& Unpickler::top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
        throw std::domain_error("its pickle takes more than it holds");
    return stack_.back();
}

PickleValue Unpickler::pop() {
    PickleValue value = std::move(top());
    stack_.pop_back();
    return value;
}

std::vector<PickleValue> Unpickler::pop_to_mark() {
    if (marks_.empty()) throw std::domain_error("its pickle takes more than it holds");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleValue> values(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return values;
}

void Unpickler::set_items(const std::vector<PickleValue>& keys_and_values) {
    PickleDict* dict = expect<PickleDict*>(top(), "a dictionary");
    if (keys_and_values.size() % 2 != 0) throw std::domain_error("its pickle has a key without a value");
    for (std::size_t i = 0; i < keys_and_values.size(); i += 2)
        dict->items.emplace_back(keys_and_values[i], keys_and_values[i + 1]);
}

}  // namespace gren
