#!/usr/bin/env python3
"""std_includes.py [ROOT]: names of the standard library that a file of C++ uses without a header that declares them, in itself or in
headers of this repository that it includes. A precompiled header, another standard library or a room compiled in one piece hides that."""
import pathlib
import re
import sys

from cpp_text import code_of, reached
from tree import CPP, files_of

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
HEADERS = {  # a header and what it declares
    "algorithm": "min max minmax clamp sort stable_sort nth_element partial_sort find find_if any_of all_of none_of count_if copy "
                 "copy_n copy_if fill fill_n transform unique remove_if reverse rotate lower_bound upper_bound equal_range "
                 "max_element min_element minmax_element binary_search set_intersection set_difference shuffle generate replace "
                 "ranges::sort ranges::find ranges::find_if ranges::any_of ranges::all_of ranges::none_of ranges::count "
                 "ranges::count_if ranges::copy ranges::max ranges::min ranges::max_element ranges::min_element ranges::unique "
                 "ranges::lower_bound ranges::stable_sort ranges::reverse ranges::equal ranges::transform ranges::fill",
    "array": "array", "atomic": "atomic", "barrier": "barrier", "bit": "popcount bit_cast countr_zero bit_ceil endian",
    "charconv": "from_chars to_chars", "chrono": "chrono", "cmath": "sqrt abs lround floor ceil exp log pow isnan isfinite hypot "
    "round log2 cos sin atan2 llround nextafter fmod cbrt tanh erf",
    "condition_variable": "condition_variable", "csignal": "sig_atomic_t", "cstddef": "size_t byte ptrdiff_t",
    "cstdint": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t",
    "cstdlib": "getenv exit abort strtol atoi strtod", "cstring": "memcpy memcmp memset strcmp strlen strerror",
    "deque": "deque", "exception": "exception exception_ptr current_exception rethrow_exception uncaught_exceptions terminate",
    "filesystem": "filesystem", "fstream": "ifstream ofstream fstream", "functional": "function hash greater less plus reference_wrapper "
    "cref ref multiplies", "future": "future promise async packaged_task", "iomanip": "setw setprecision setfill",
    "iostream": "cout cerr cin clog", "istream": "istream", "iterator": "back_inserter istreambuf_iterator make_move_iterator "
    "ostream_iterator next prev distance advance inserter ssize size",
    "limits": "numeric_limits", "list": "list", "map": "map multimap", "memory": "unique_ptr shared_ptr make_unique make_shared weak_ptr",
    "mutex": "mutex lock_guard unique_lock scoped_lock once_flag call_once", "numbers": "numbers::pi",
    "numeric": "accumulate iota reduce partial_sum inner_product gcd lcm midpoint exclusive_scan inclusive_scan",
    "optional": "optional nullopt make_optional", "ostream": "ostream", "queue": "queue priority_queue", "random": "mt19937 mt19937_64 "
    "uniform_int_distribution uniform_real_distribution normal_distribution random_device", "ratio": "milli micro ratio",
    "regex": "regex regex_match", "semaphore": "counting_semaphore", "set": "set multiset", "span": "span",
    "sstream": "ostringstream istringstream stringstream", "stdexcept": "runtime_error invalid_argument logic_error out_of_range "
    "domain_error", "string": "string to_string stoi stoul stoull stod getline stoll", "string_view": "string_view",
    "system_error": "error_code system_error errc generic_category make_error_code", "thread": "thread jthread this_thread",
    "tuple": "tuple tie make_tuple forward_as_tuple", "type_traits": "is_same_v decay_t is_integral_v conditional_t remove_cvref_t "
    "is_floating_point_v enable_if_t", "typeinfo": "bad_cast", "unordered_map": "unordered_map", "unordered_set": "unordered_set",
    "utility": "pair move forward exchange swap make_pair index_sequence", "variant": "variant visit get_if holds_alternative monostate",
    "vector": "vector",
}
# What a header is guaranteed, or by its nature cannot but declare besides.
ALSO = {"move": "memory", "pair": "map", "byte": "span", "ssize": "vector string array map span", "size": "vector string array map span",
        "next": "vector map", "prev": "vector map", "distance": "vector map", "size_t": "string vector array span cstring cstdlib memory",
        "swap": "vector string memory algorithm", "hash": "string", "forward": "memory functional", "exchange": "memory",
        "istream": "iostream fstream sstream", "ostream": "iostream fstream sstream", "getline": "iostream", "abs": "cstdlib",
        "ratio": "chrono", "milli": "chrono", "micro": "chrono", "exception": "stdexcept", "min": "algorithm", "error_code": "filesystem",
        "string": "sstream filesystem", "string_view": "string", "get_if": "variant", "errc": "charconv filesystem",
        "nullopt": "optional", "terminate": "exception", "ref": "functional", "less": "map set algorithm"}
PROVIDERS = {}
for header, names in HEADERS.items():
    for name in names.split():
        PROVIDERS[name] = {header, *ALSO.get(name, "").split()}
NAME = re.compile(r"\bstd::((?:ranges::|numbers::)?\w+)")
files = [name for name in files_of(root, CPP) if not name.startswith("cmake/")]


faults = []
for name in files:
    _, have = reached(root, name)
    code = code_of(root / name)
    used = {found for found in NAME.findall(code) if found in PROVIDERS}
    missing = {used_name for used_name in used if not PROVIDERS[used_name] & have}
    if re.search(r"\bfor \([^;()]*: \{", code) and not {"initializer_list", *HEADERS} & have:
        missing.add("initializer_list")
    for used_name in sorted(missing):
        faults.append(f"{name}: std::{used_name} without <{sorted(PROVIDERS.get(used_name, ['initializer_list']))[0]}>")
print("\n".join(faults) or f"every name of the standard library has its header, in {len(files)} files")
sys.exit(bool(faults))
