# The target `headers` compiles every header of src/ by itself, without the precompiled ones: a header includes what it
# uses, so that no file depends on the order of another's includes.

file(GLOB_RECURSE headers RELATIVE ${CMAKE_SOURCE_DIR}/src CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*.h)
foreach(header IN LISTS headers)
  set(source ${CMAKE_BINARY_DIR}/generated/headers/${header}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n#include \"${header}\"\n")
  list(APPEND sources ${source})
endforeach()
add_library(headers OBJECT EXCLUDE_FROM_ALL ${sources})
target_include_directories(headers PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
target_link_libraries(headers PRIVATE fmt::fmt)
target_compile_options(headers PRIVATE -O0 -U_FORTIFY_SOURCE)
