// HDF5's C interface, each call wrapped once: handles that close themselves, and DataError with HDF5's own
// words. Not thread-safe (one global lock serves the whole library): open, create and close in one thread
// at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataio/shards/hdf5_handle.h"

namespace gren::hdf5 {

using Shape = std::vector<hsize_t>;
inline constexpr hsize_t kAny = H5S_UNLIMITED;  // in an expected shape: any extent

enum class Access { read_only, read_write };

// Files are opened without HDF5's file locks, which fail on read-only and on many network file systems.
Handle create_file(const std::filesystem::path& file);  // truncates
Handle open_file(const std::filesystem::path& file, Access access);

// T: uint8, int32, uint32, uint64 or float; always little-endian on disk.
template <class T>
void write(const Handle& file, const std::string& dataset, const Shape& shape, const std::vector<T>& values);
void write(const Handle& file, const std::string& dataset,
           const std::vector<std::string>& values);  // [n] UTF-8

void write_attribute(const Handle& file, const std::string& name, std::int32_t value);
void write_attribute(const Handle& file, const std::string& name, const std::string& value);
void write_attribute(const Handle& file, const std::string& name, const std::vector<std::string>& values);

// Row-major values of a data set of exactly this type and shape. Throws DataError with what was
// found and expected.
template <class T>
std::vector<T> read(const Handle& file, const std::string& dataset, const Shape& expected);
std::vector<std::string> read_strings(const Handle& file, const std::string& dataset, const Shape& expected);

std::int32_t read_int_attribute(const Handle& file, const std::string& name);
std::string read_string_attribute(const Handle& file, const std::string& name);
std::vector<std::string> read_strings_attribute(const Handle& file, const std::string& name);

// Where the bytes of a uint8 data set lie in the file, for pread and pwrite.
struct ByteRange {
    std::int64_t offset = 0;
    Shape shape;
};
// Allocates without writing a byte.
ByteRange create_contiguous(const Handle& file, const std::string& dataset, const Shape& shape);
// Throws DataError also when the data set is chunked, compressed or without storage.
ByteRange locate_contiguous(const Handle& file, const std::string& dataset, const Shape& expected);

}  // namespace gren::hdf5
