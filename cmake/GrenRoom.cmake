# A room is a folder, and a folder is a target. What a room may use is said in its line; tests/structure/rooms.py holds
# the includes to the same arrows.

# gren_room(name FOLDER f [TORCH] USES rooms... PRIVATE libraries...): the sources of folder f that belong to this build,
# without those of the folders in it, as the static library gren_<name>. TORCH: they see the precompiled torch.
function(gren_room name)
    cmake_parse_arguments(arg "TORCH" "FOLDER" "USES;PRIVATE" ${ARGN})
    gren_sources(sources ${arg_FOLDER})
    if(arg_TORCH)
        gren_torch_library(gren_${name} ${sources})
    else()
        add_library(gren_${name} STATIC ${sources})
        target_link_libraries(gren_${name} PUBLIC gren_warnings fmt::fmt)
    endif()
    list(TRANSFORM arg_USES PREPEND gren_)
    target_link_libraries(gren_${name} PUBLIC ${arg_USES} PRIVATE ${arg_PRIVATE})
endfunction()
