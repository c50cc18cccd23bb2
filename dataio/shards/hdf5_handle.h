// One HDF5 identifier that closes itself, and the check of HDF5's return values.
#pragma once

#include <hdf5.h>

#include <string>

namespace gren::hdf5 {

// Owns one HDF5 identifier. `where` names the file, and the object inside it, in messages.
class Handle {
  public:
    using Closer = herr_t (*)(hid_t);
    Handle(hid_t id, Closer closer, std::string where);
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&&) = delete;
    ~Handle();     // ignores failure; whoever writes calls close()
    void close();  // throws DataError, for a file also when the disk is full
    hid_t id() const { return id_; }
    const std::string& where() const { return where_; }

  private:
    hid_t id_;
    Closer closer_;
    std::string where_;
};

// HDF5's own words for its latest failure; the system's alone where that is the cause: "No such
// file or directory".
std::string latest_error();

[[noreturn]] void throw_failed(const char* call, const std::string& where);  // DataError with latest_error()

// The result of an HDF5 call, unless it says failure.
template <class Result>
Result check(Result result, const char* call, const std::string& where) {
    if (result < 0) throw_failed(call, where);
    return result;
}

}  // namespace gren::hdf5
