# How tests are registered: each states its ranks, each has a timeout, and one executable is one file.
find_package(GTest REQUIRED)
find_program(GREN_MPIRUN NAMES mpirun REQUIRED)

# Under AddressSanitizer a process that joins MPI is not searched for leaks: Open MPI leaks, in plugins that are gone by
# then and have no name. What a test preloads comes before the sanitizer. Memory that is not there is torch's to refuse.
if(GREN_SANITIZE MATCHES address)
    set(GREN_MPI_SANITIZER "ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0:allocator_may_return_null=1")
endif()

function(gren_test_executable name source)
    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE GTest::gtest GTest::gmock ${ARGN})
    target_compile_definitions(${name} PRIVATE GREN_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden")
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)  # a quarter less time for the compiler
endfunction()

# gren_test(name source LIBRARIES a b): one process, no MPI.
function(gren_test name source)
    cmake_parse_arguments(arg "TORCH" "TIMEOUT" "LIBRARIES" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    gren_test_executable(${name} ${source} GTest::gtest_main ${arg_LIBRARIES})
    if(arg_TORCH)
        target_precompile_headers(${name} REUSE_FROM gren_torch_pch)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} ENVIRONMENT OMP_NUM_THREADS=1)
endfunction()

# gren_mpi_test(name source RANKS 1 2 4 LIBRARIES a b): one ctest entry per count of ranks, under mpirun.
# Needs a main that joins MPI: tests/support/mpi_main.cpp.
function(gren_mpi_test name source)
    cmake_parse_arguments(arg "" "TIMEOUT" "RANKS;LIBRARIES" ${ARGN})
    gren_test_executable(${name} ${source} gren_mpi_test_main ${arg_LIBRARIES})
    target_precompile_headers(${name} REUSE_FROM gren_torch_pch)
    gren_add_mpi_tests(${name} "${arg_TIMEOUT}" ${arg_RANKS})
endfunction()

function(gren_add_mpi_tests name timeout)
    if(NOT timeout)
        set(timeout 120)
    endif()
    foreach(ranks IN LISTS ARGN)
        add_test(NAME ${name}.${ranks}
            COMMAND ${GREN_MPIRUN} --oversubscribe --bind-to none -n ${ranks} $<TARGET_FILE:${name}>)
        set_tests_properties(${name}.${ranks} PROPERTIES TIMEOUT ${timeout} PROCESSORS ${ranks}
            ENVIRONMENT "OMP_NUM_THREADS=1;OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;${GREN_MPI_SANITIZER}")
    endforeach()
endfunction()

# gren_cuda_test(name source RANKS 1 2 LIBRARIES a b): built with GREN_CUDA, registered where there is a GPU, under the
# label gpu; in a build without CUDA nothing. Tests of one process have RANKS 1.
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
    cmake_parse_arguments(arg "" "" "RANKS;LIBRARIES" ${ARGN})
    gren_test_executable(${name} ${source} gren_mpi_test_main ${arg_LIBRARIES})
    target_precompile_headers(${name} REUSE_FROM gren_torch_pch)
    if(GREN_GPUS MATCHES "GPU 0")
        gren_add_mpi_tests(${name} "" ${arg_RANKS})
        list(TRANSFORM arg_RANKS PREPEND ${name}. OUTPUT_VARIABLE tests)
        set_property(TEST ${tests} APPEND PROPERTY ENVIRONMENT GREN_TEST_DEVICE=cuda)
        set_property(TEST ${tests} PROPERTY LABELS gpu)
    endif()
endfunction()
