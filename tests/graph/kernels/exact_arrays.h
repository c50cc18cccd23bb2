// The arrays of one launch, each in a heap block of exactly its size: AddressSanitizer and access_watch.h
// then see an access of even one element too many.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace gren {

// An overwritten array begins as 0xff (NaN), and each of its elements is to be written.
enum class ArrayUse { read, overwritten, added_to };

class ExactArrays {
  public:
    struct Array {
        std::string name;
        ArrayUse use;
        std::size_t bytes, element;
        std::unique_ptr<unsigned char[]> data;
    };
    using Contents = std::vector<std::vector<unsigned char>>;

    // Random: floats of [-1, 1), integers below `end`, or of all values where it is 0.
    template <typename T>
    T* read(const char* name, std::int64_t count, T end = 0) {
        return filled<T>(name, ArrayUse::read, count, end);
    }
    template <typename T>
    T* added_to(const char* name, std::int64_t count) {
        return filled<T>(name, ArrayUse::added_to, count, 0);
    }
    template <typename T>
    T* overwritten(const char* name, std::int64_t count) {
        auto& array = add(name, ArrayUse::overwritten, count, sizeof(T));
        std::memset(array.data.get(), 0xff, array.bytes);
        return reinterpret_cast<T*>(array.data.get());
    }

    const std::vector<Array>& all() const { return arrays_; }

    Contents contents() const {
        Contents copies;
        for (const auto& a : arrays_) copies.emplace_back(a.data.get(), a.data.get() + a.bytes);
        return copies;
    }
    void restore(const Contents& copies) {
        for (std::size_t i = 0; i < arrays_.size(); ++i)
            std::copy(copies[i].begin(), copies[i].end(), arrays_[i].data.get());
    }

  private:
    Array& add(const char* name, ArrayUse use, std::int64_t count, std::size_t element) {
        const auto bytes = static_cast<std::size_t>(count) * element;
        return arrays_.emplace_back(
            Array{name, use, bytes, element, std::make_unique<unsigned char[]>(bytes)});
    }

    template <typename T>
    T* filled(const char* name, ArrayUse use, std::int64_t count, T end) {
        auto* data = reinterpret_cast<T*>(add(name, use, count, sizeof(T)).data.get());
        for (std::int64_t i = 0; i < count; ++i)
            if constexpr (std::is_floating_point_v<T>)
                data[i] = std::uniform_real_distribution<T>(-1, 1)(random_);
            else
                data[i] = end == 0 ? static_cast<T>(random_())
                                   : static_cast<T>(random_() % static_cast<std::uint64_t>(end));
        return data;
    }

    std::vector<Array> arrays_;
    std::mt19937_64 random_{1};
};

}  // namespace gren
