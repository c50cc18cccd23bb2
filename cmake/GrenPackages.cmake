# The named packages of the distribution, each as one target.
find_package(MPI REQUIRED COMPONENTS C)
add_library(gren_openmpi INTERFACE)
target_link_libraries(gren_openmpi INTERFACE MPI::MPI_C)
target_compile_definitions(gren_openmpi INTERFACE OMPI_SKIP_MPICXX)

find_package(HDF5 REQUIRED COMPONENTS C)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs img_hash)
add_library(gren_opencv INTERFACE)
target_include_directories(gren_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(gren_opencv INTERFACE opencv_core opencv_imgproc opencv_imgcodecs opencv_img_hash)

# DICOM. GDCM's own CMake package asks for the tools of another Debian package, so that its parts are named here.
find_path(GREN_GDCM_HEADERS gdcmReader.h PATH_SUFFIXES gdcm-3.0 REQUIRED)
add_library(gren_gdcm INTERFACE)
target_include_directories(gren_gdcm SYSTEM INTERFACE ${GREN_GDCM_HEADERS})
foreach(part MSFF DSED Common)
    find_library(GREN_GDCM_${part} gdcm${part} REQUIRED)
    target_link_libraries(gren_gdcm INTERFACE ${GREN_GDCM_${part}})
endforeach()

find_package(TIFF REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
