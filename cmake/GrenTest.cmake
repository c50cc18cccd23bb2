# How tests are registered. The tests of a folder are one program, so that few programs are linked; each file of tests is
# a ctest entry of its own, with its ranks and its timeout, and runs the suites that the file holds.
find_package(GTest REQUIRED)
find_program(GREN_MPIRUN NAMES mpirun REQUIRED)

# Under AddressSanitizer a process that joins MPI is not searched for leaks: Open MPI leaks, in plugins that are gone by
# then and have no name. What a test preloads comes before the sanitizer. Memory that is not there is torch's to refuse.
if(GREN_SANITIZE MATCHES address)
    set(GREN_MPI_SANITIZER "ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0:allocator_may_return_null=1")
endif()

# The tests themselves are compiled without optimisation, for a third less of the time: what they call is a library's and has it.
add_library(gren_test_torch_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/torch_pch.cpp)
target_compile_options(gren_test_torch_pch PRIVATE $<$<CONFIG:Release>:-O0>)
target_link_libraries(gren_test_torch_pch PUBLIC gren::torch gren_warnings)
target_precompile_headers(gren_test_torch_pch PRIVATE <torch/types.h>)

# gren_test_program(name [TORCH|MPI] LIBRARIES a b): the program of the gren_test() lines that follow. TORCH: sees the
# precompiled torch. MPI: that, too, and its main joins MPI (tests/support/mpi_main.cpp).
macro(gren_test_program name)
    cmake_parse_arguments(program "TORCH;MPI" "" "LIBRARIES" ${ARGN})
    set(gren_program ${name})
    set(gren_program_mpi ${program_MPI})
    add_executable(${name} ${CMAKE_SOURCE_DIR}/tests/support/empty.cpp)
    if(program_MPI)
        target_link_libraries(${name} PRIVATE gren_mpi_test_main ${program_LIBRARIES})
    else()
        target_link_libraries(${name} PRIVATE gren_test_main ${program_LIBRARIES})
    endif()
    target_compile_definitions(${name} PRIVATE GREN_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden")
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
    if(program_TORCH OR program_MPI)
        target_precompile_headers(${name} REUSE_FROM gren_test_torch_pch)
    endif()
endmacro()

# The suites of a file as a filter of GoogleTest's.
function(gren_suites source variable)
    file(STRINGS ${source} lines REGEX "^(TYPED_)?TEST(_F|_P)?\\(")
    list(TRANSFORM lines REPLACE "^[A-Z_]+\\( *([A-Za-z0-9_]+).*" "\\1")
    list(REMOVE_DUPLICATES lines)
    if(NOT lines)
        message(FATAL_ERROR "${source}: holds no TEST")
    endif()
    list(TRANSFORM lines REPLACE "(.+)" "\\1.*:*/\\1.*:\\1/*.*")
    list(JOIN lines ":" filter)
    set(${variable} ${filter} PARENT_SCOPE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})  # a suite more is an entry's business
endfunction()

# gren_test(name source [RANKS 1 2 4] [TIMEOUT s]): the tests of one file of the program named last. With RANKS, for an
# MPI program, one entry name.R for each count R, under mpirun.
function(gren_test name source)
    cmake_parse_arguments(arg "" "TIMEOUT" "RANKS" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(GREN_SANITIZE)
        math(EXPR arg_TIMEOUT "3 * ${arg_TIMEOUT}")
    endif()
    get_filename_component(source ${source} ABSOLUTE)
    target_sources(${gren_program} PRIVATE ${source})
    gren_suites(${source} filter)
    if(NOT gren_program_mpi)
        add_test(NAME ${name} COMMAND ${gren_program} --gtest_filter=${filter})
        set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} ENVIRONMENT OMP_NUM_THREADS=1)
        return()
    endif()
    foreach(ranks IN LISTS arg_RANKS)
        add_test(NAME ${name}.${ranks} COMMAND ${GREN_MPIRUN} --oversubscribe --bind-to none -n ${ranks}
            $<TARGET_FILE:${gren_program}> --gtest_filter=${filter})
        set_tests_properties(${name}.${ranks} PROPERTIES TIMEOUT ${arg_TIMEOUT} PROCESSORS ${ranks}
            ENVIRONMENT "OMP_NUM_THREADS=1;OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;${GREN_MPI_SANITIZER}")
    endforeach()
endfunction()

# gren_cuda_test(name source RANKS 1 2): as gren_test() of an MPI program; compiled with GREN_CUDA, registered where there
# is a GPU, under the label gpu; in a build without CUDA nothing. Tests of one process have RANKS 1.
if(GREN_CUDA)
    execute_process(COMMAND nvidia-smi -L OUTPUT_VARIABLE GREN_GPUS ERROR_QUIET)
    if(NOT GREN_GPUS MATCHES "GPU 0")
        message(STATUS "The GPU tests are built, but not registered: nvidia-smi -L shows no GPU on this machine")
    endif()
endif()
function(gren_cuda_test name source)
    if(NOT GREN_CUDA)
        return()
    endif()
    cmake_parse_arguments(arg "" "" "RANKS" ${ARGN})
    if(NOT GREN_GPUS MATCHES "GPU 0")
        target_sources(${gren_program} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${source})
        return()
    endif()
    gren_test(${name} ${source} RANKS ${arg_RANKS})
    list(TRANSFORM arg_RANKS PREPEND ${name}. OUTPUT_VARIABLE tests)
    set_property(TEST ${tests} APPEND PROPERTY ENVIRONMENT GREN_TEST_DEVICE=cuda)
    set_property(TEST ${tests} PROPERTY LABELS gpu)
endfunction()
