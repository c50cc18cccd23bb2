# Included by the clone's project(): the rooms of ROOMS are compiled file by file, so that a change costs one file; all else in one piece a room.
function(gren_one_by_one)
    foreach(room ${GREN_MUTATED_ROOMS})
        file(GLOB sources ${CMAKE_SOURCE_DIR}/${room}/*.cpp)
        string(REGEX MATCH "^[a-z]+" directory ${room})
        set_source_files_properties(${sources} DIRECTORY ${CMAKE_SOURCE_DIR}/${directory} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endforeach()
endfunction()
cmake_language(DEFER CALL gren_one_by_one)
