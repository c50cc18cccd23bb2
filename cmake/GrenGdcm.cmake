# gren_gdcm: what reads DICOM. GDCM's own CMake package asks for the tools of another Debian package, so that its parts are named here.
find_path(GREN_GDCM_HEADERS gdcmReader.h PATH_SUFFIXES gdcm-3.0 REQUIRED)
add_library(gren_gdcm INTERFACE)
target_include_directories(gren_gdcm SYSTEM INTERFACE ${GREN_GDCM_HEADERS})
foreach(part MSFF DSED Common)
    find_library(GREN_GDCM_${part} gdcm${part} REQUIRED)
    target_link_libraries(gren_gdcm INTERFACE ${GREN_GDCM_${part}})
endforeach()
