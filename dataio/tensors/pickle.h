// The part of Python's pickle protocol 2 that state dicts need: a stack machine that builds values and calls
// nothing. What a global or a persistent id means is said by the caller.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace gren {

struct PickleGlobal {
    std::string name;  // "collections.OrderedDict"
};
struct PickleList;
struct PickleDict;
// None, numbers, text, a global, a tensor, a list or tuple, a dictionary; the last two live
// in their Unpickler.
using PickleValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleGlobal,
                                 torch::Tensor, PickleList*, PickleDict*>;
struct PickleList {
    std::vector<PickleValue> items;
};
struct PickleDict {
    std::vector<std::pair<PickleValue, PickleValue>> items;  // in the order written, a repeated key later
};

class Unpickler {
  public:
    Unpickler() = default;
    virtual ~Unpickler() = default;
    Unpickler(const Unpickler&) = delete;
    Unpickler& operator=(const Unpickler&) = delete;

    // Reads one pickle and removes it from the front of `bytes`. Values stay valid while this object lives,
    // also from one pickle to the next. Throws std::domain_error saying what was found.
    PickleValue read(std::string_view& bytes);

  protected:
    PickleDict* new_dict() { return &dicts_.emplace_back(); }

  private:
    virtual PickleGlobal global(const std::string& name) = 0;  // throws std::domain_error: not allowed
    virtual PickleValue call(const PickleGlobal& function, const PickleList& arguments) = 0;
    virtual PickleValue persistent(const PickleValue& id) = 0;

    void step(std::uint8_t opcode, std::string_view& bytes);
    PickleValue pop();
    PickleValue& top();
    std::vector<PickleValue> pop_to_mark();
    void push_list(std::vector<PickleValue> items) {
        stack_.emplace_back(&lists_.emplace_back(PickleList{std::move(items)}));
    }
    void set_items(const std::vector<PickleValue>& keys_and_values);

    std::vector<PickleValue> stack_;
    std::unordered_map<std::uint32_t, PickleValue> memo_;  // Python 2 counts from 1, Python 3 from 0
    std::vector<std::size_t> marks_;
    std::deque<PickleList> lists_;  // owned here, because pickled containers may contain themselves
    std::deque<PickleDict> dicts_;
};

}  // namespace gren
