# The Python of the peers, into which launch/setup-tests installs what some tests compare with.
if(DEFINED ENV{GREN_HOME})
    set(GREN_PEER_PYTHON $ENV{GREN_HOME}/peers/bin/python)
else()
    set(GREN_PEER_PYTHON $ENV{HOME}/.cache/gren/peers/bin/python)
endif()

# gren_peer_has(variable "a, b" what): whether it imports these modules; says that `what` is left out where not.
function(gren_peer_has variable modules what)
    execute_process(COMMAND ${GREN_PEER_PYTHON} -c "import ${modules}" RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
    if(missing)
        message(STATUS "${what} is left out: ${GREN_PEER_PYTHON} does not import ${modules} (./launch/setup-tests installs them)")
        set(${variable} FALSE PARENT_SCOPE)
    else()
        set(${variable} TRUE PARENT_SCOPE)
    endif()
endfunction()

# gren_peer_program(variable program test): where that Python brings the program; says that the test is not registered where not.
function(gren_peer_program variable program test)
    cmake_path(GET GREN_PEER_PYTHON PARENT_PATH peer_programs)
    find_program(${variable} ${program} PATHS ${peer_programs} NO_DEFAULT_PATH)
    mark_as_advanced(${variable})
    if(NOT ${variable})
        message(STATUS "The test ${test} is not registered: ${program} not found (./launch/setup-tests installs it)")
    endif()
endfunction()

# The Python of the distribution, for which set-up installs h5py.
find_program(GREN_H5PY_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
execute_process(COMMAND ${GREN_H5PY_PYTHON} -c "import h5py" RESULT_VARIABLE no_h5py OUTPUT_QUIET ERROR_QUIET)
if(no_h5py)
    message(STATUS "What h5py reads is left out: ${GREN_H5PY_PYTHON} does not import it (./launch/setup installs it)")
    set(GREN_HAS_H5PY FALSE)
else()
    set(GREN_HAS_H5PY TRUE)
endif()
