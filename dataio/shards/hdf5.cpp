#include "dataio/shards/hdf5.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "dataio/data_error.h"

namespace gren::hdf5 {
namespace {

std::string dataset_in(const Handle& file, const std::string& name) {
    return fmt::format("{}: data set '{}'", file.where(), name);
}

std::string attribute_in(const Handle& file, const std::string& name) {
    return fmt::format("{}: attribute '{}'", file.where(), name);
}

template <class T>
hid_t type_id() {
    if constexpr (std::is_same_v<T, std::uint8_t>) return H5T_STD_U8LE;
    if constexpr (std::is_same_v<T, std::int32_t>) return H5T_STD_I32LE;
    if constexpr (std::is_same_v<T, std::uint32_t>) return H5T_STD_U32LE;
    if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_STD_U64LE;
    if constexpr (std::is_same_v<T, float>) return H5T_IEEE_F32LE;
}

Handle string_type() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "string type");
    check(H5Tset_size(type.id(), H5T_VARIABLE), "H5Tset_size", type.where());
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "H5Tset_cset", type.where());
    return type;
}

Handle make_space(const Shape& shape) {
    const hid_t id = shape.empty() ? H5Screate(H5S_SCALAR)
                                   : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    return Handle(id, H5Sclose, fmt::format("data space [{}]", fmt::join(shape, ", ")));
}

Shape shape_of(const Handle& space) {
    const int rank =
        check(H5Sget_simple_extent_ndims(space.id()), "H5Sget_simple_extent_ndims", space.where());
    Shape shape(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr), "H5Sget_simple_extent_dims",
          space.where());
    return shape;
}

std::string describe_type(hid_t type) {
    const std::size_t bits = 8 * H5Tget_size(type);
    const char* order = H5Tget_order(type) == H5T_ORDER_BE ? " big-endian" : "";
    switch (H5Tget_class(type)) {
        case H5T_INTEGER:
            return fmt::format("{}int{}{}", H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "", bits, order);
        case H5T_FLOAT:
            return fmt::format("float{}{}", bits, order);
        case H5T_STRING:
            return H5Tis_variable_str(type) > 0 ? "variable-length string" : "fixed-length string";
        default:
            return "another type";
    }
}

std::string describe(hid_t type, const Shape& shape) {
    std::vector<std::string> extents;
    for (const hsize_t extent : shape) extents.push_back(extent == kAny ? "any" : std::to_string(extent));
    return fmt::format("{} [{}]", describe_type(type), fmt::join(extents, ", "));
}

void expect(const Handle& type, const Handle& space, hid_t wanted_type, const Shape& wanted_shape) {
    const bool strings = H5Tget_class(wanted_type) == H5T_STRING;
    // Any variable-length string will do: ASCII is UTF-8 too.
    const bool same_type = strings ? H5Tis_variable_str(type.id()) > 0 : H5Tequal(type.id(), wanted_type) > 0;
    const Shape shape = shape_of(space);
    const bool same_shape =
        std::equal(shape.begin(), shape.end(), wanted_shape.begin(), wanted_shape.end(),
                   [](hsize_t found, hsize_t wanted) { return wanted == kAny || found == wanted; });
    if (!same_type || !same_shape)
        throw DataError(fmt::format("{}: found {}, expected {}", space.where(), describe(type.id(), shape),
                                    describe(wanted_type, wanted_shape)));
}

// A data set or attribute opened for reading, its type and shape as expected.
struct Field {
    Handle handle, type, space;
    std::size_t count;
};

Field open_dataset(const Handle& file, const std::string& name, hid_t wanted, const Shape& shape) {
    const std::string where = dataset_in(file, name);
    Handle handle(H5Dopen2(file.id(), name.c_str(), H5P_DEFAULT), H5Dclose, where);
    Handle type(H5Dget_type(handle.id()), H5Tclose, where);
    Handle space(H5Dget_space(handle.id()), H5Sclose, where);
    expect(type, space, wanted, shape);
    const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id()));
    hsize_t file_bytes = 0;
    check(H5Fget_filesize(file.id(), &file_bytes), "H5Fget_filesize", where);
    if (count > file_bytes)  // before so much memory is asked for
        throw DataError(fmt::format("{}: found {} values in a file of {} bytes", where, count, file_bytes));
    return {std::move(handle), std::move(type), std::move(space), count};
}

Field open_attribute(const Handle& file, const std::string& name, hid_t wanted, const Shape& shape) {
    const std::string where = attribute_in(file, name);
    Handle handle(H5Aopen(file.id(), name.c_str(), H5P_DEFAULT), H5Aclose, where);
    Handle type(H5Aget_type(handle.id()), H5Tclose, where);
    Handle space(H5Aget_space(handle.id()), H5Sclose, where);
    expect(type, space, wanted, shape);
    const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id()));
    return {std::move(handle), std::move(type), std::move(space), count};
}

// HDF5 allocates each string; they are copied and given back. `read` is H5Dread or H5Aread on the field.
template <class Read>
std::vector<std::string> take_strings(const Field& field, Read read) {
    std::vector<char*> raw(field.count, nullptr);
    check(read(raw.data()), "reading strings", field.handle.where());
    std::vector<std::string> values;
    for (const char* text : raw) values.emplace_back(text == nullptr ? "" : text);
    check(H5Dvlen_reclaim(field.type.id(), field.space.id(), H5P_DEFAULT, raw.data()), "H5Dvlen_reclaim",
          field.handle.where());
    return values;
}

std::vector<std::string> string_attribute(const Handle& file, const std::string& name, const Shape& shape) {
    const Field field = open_attribute(file, name, string_type().id(), shape);
    return take_strings(field, [&](void* out) { return H5Aread(field.handle.id(), field.type.id(), out); });
}

std::vector<const char*> c_strings(const std::vector<std::string>& values) {
    std::vector<const char*> pointers;
    for (const std::string& value : values) pointers.push_back(value.c_str());
    return pointers;
}

// Without times, so that the same samples make the same bytes.
Handle creation_list(const std::string& where) {
    Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where);
    check(H5Pset_obj_track_times(list.id(), false), "H5Pset_obj_track_times", where);
    return list;
}

Handle create_dataset(const Handle& file, const std::string& name, hid_t type, const Shape& shape,
                      const Handle& creation) {
    const std::string where = dataset_in(file, name);
    return Handle(H5Dcreate2(file.id(), name.c_str(), type, make_space(shape).id(), H5P_DEFAULT,
                             creation.id(), H5P_DEFAULT),
                  H5Dclose, where);
}

void put_dataset(const Handle& file, const std::string& name, hid_t type, const Shape& shape,
                 const void* data) {
    Handle dataset = create_dataset(file, name, type, shape, creation_list(dataset_in(file, name)));
    check(H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "H5Dwrite", dataset.where());
    dataset.close();
}

void put_attribute(const Handle& file, const std::string& name, hid_t type, const Shape& shape,
                   const void* data) {
    const std::string where = attribute_in(file, name);
    Handle attribute(
        H5Acreate2(file.id(), name.c_str(), type, make_space(shape).id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
        where);
    check(H5Awrite(attribute.id(), type, data), "H5Awrite", where);
    attribute.close();
}

Handle access_list() {
    // Handles close everything, and HDF5's own cleaning up at exit crashes after a write on a full disk.
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // errors are thrown, not printed
    Handle list(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "file access list");
    check(H5Pset_file_locking(list.id(), false, true), "H5Pset_file_locking", list.where());
    return list;
}

}  // namespace

Handle create_file(const std::filesystem::path& file) {
    const Handle list = access_list();
    return Handle(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, list.id()), H5Fclose, file.string());
}

Handle open_file(const std::filesystem::path& file, Access access) {
    const Handle list = access_list();
    const unsigned flags = access == Access::read_only ? H5F_ACC_RDONLY : H5F_ACC_RDWR;
    return Handle(H5Fopen(file.c_str(), flags, list.id()), H5Fclose, file.string());
}

template <class T>
void write(const Handle& file, const std::string& dataset, const Shape& shape, const std::vector<T>& values) {
    put_dataset(file, dataset, type_id<T>(), shape, values.data());
}

void write(const Handle& file, const std::string& dataset, const std::vector<std::string>& values) {
    put_dataset(file, dataset, string_type().id(), {values.size()}, c_strings(values).data());
}

void write_attribute(const Handle& file, const std::string& name, std::int32_t value) {
    put_attribute(file, name, type_id<std::int32_t>(), {}, &value);
}

void write_attribute(const Handle& file, const std::string& name, const std::string& value) {
    const char* text = value.c_str();
    put_attribute(file, name, string_type().id(), {}, &text);
}

void write_attribute(const Handle& file, const std::string& name, const std::vector<std::string>& values) {
    put_attribute(file, name, string_type().id(), {values.size()}, c_strings(values).data());
}

template <class T>
std::vector<T> read(const Handle& file, const std::string& dataset, const Shape& expected) {
    const Field field = open_dataset(file, dataset, type_id<T>(), expected);
    std::vector<T> values(field.count);
    check(H5Dread(field.handle.id(), type_id<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "H5Dread",
          field.handle.where());
    return values;
}

std::vector<std::string> read_strings(const Handle& file, const std::string& dataset, const Shape& expected) {
    const Field field = open_dataset(file, dataset, string_type().id(), expected);
    return take_strings(field, [&](void* out) {
        return H5Dread(field.handle.id(), field.type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
    });
}

std::int32_t read_int_attribute(const Handle& file, const std::string& name) {
    const Field field = open_attribute(file, name, type_id<std::int32_t>(), {});
    std::int32_t value = 0;
    check(H5Aread(field.handle.id(), H5T_STD_I32LE, &value), "H5Aread", field.handle.where());
    return value;
}

std::string read_string_attribute(const Handle& file, const std::string& name) {
    return string_attribute(file, name, {}).front();
}

std::vector<std::string> read_strings_attribute(const Handle& file, const std::string& name) {
    return string_attribute(file, name, {kAny});
}

ByteRange create_contiguous(const Handle& file, const std::string& dataset, const Shape& shape) {
    const Handle creation = creation_list(dataset_in(file, dataset));
    check(H5Pset_alloc_time(creation.id(), H5D_ALLOC_TIME_EARLY), "H5Pset_alloc_time", creation.where());
    check(H5Pset_fill_time(creation.id(), H5D_FILL_TIME_NEVER), "H5Pset_fill_time", creation.where());
    create_dataset(file, dataset, type_id<std::uint8_t>(), shape, creation).close();
    return locate_contiguous(file, dataset, shape);
}

ByteRange locate_contiguous(const Handle& file, const std::string& dataset, const Shape& expected) {
    const Field field = open_dataset(file, dataset, type_id<std::uint8_t>(), expected);
    const Handle creation(H5Dget_create_plist(field.handle.id()), H5Pclose, field.handle.where());
    const haddr_t offset = H5Dget_offset(field.handle.id());
    if (H5Pget_layout(creation.id()) != H5D_CONTIGUOUS || offset == HADDR_UNDEF)
        throw DataError(
            fmt::format("{}: found another layout, expected contiguous and allocated (no chunks, no filter)",
                        field.handle.where()));
    return {static_cast<std::int64_t>(offset), shape_of(field.space)};
}

template void write(const Handle&, const std::string&, const Shape&, const std::vector<std::uint8_t>&);
template void write(const Handle&, const std::string&, const Shape&, const std::vector<std::int32_t>&);
template void write(const Handle&, const std::string&, const Shape&, const std::vector<std::uint32_t>&);
template void write(const Handle&, const std::string&, const Shape&, const std::vector<std::uint64_t>&);
template void write(const Handle&, const std::string&, const Shape&, const std::vector<float>&);
template std::vector<std::uint8_t> read(const Handle&, const std::string&, const Shape&);
template std::vector<std::int32_t> read(const Handle&, const std::string&, const Shape&);
template std::vector<std::uint32_t> read(const Handle&, const std::string&, const Shape&);
template std::vector<std::uint64_t> read(const Handle&, const std::string&, const Shape&);
template std::vector<float> read(const Handle&, const std::string&, const Shape&);

}  // namespace gren::hdf5
