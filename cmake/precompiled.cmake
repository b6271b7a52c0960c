# Precompiled headers: a third of a typical compilation was the parsing of the same headers of the standard library.
# Only headers that never change are in here; ours are not, so that an edit of one compiles what includes it and no
# more. They save time and nothing else: every header of ours still includes what it uses (cmake/headers.cmake).
#
# What clang precompiles holds the path of its folder. It therefore stands outside of the tree, where every clone of
# this machine finds the same bytes, and by them ccache knows again what another clone has compiled. CMake's own
# precompiled headers stand in the build folder.

set(SLIPWAY_PRECOMPILED ${CMAKE_BINARY_DIR}/precompiled CACHE PATH "where precompiled headers are kept")

set(slipway_std_headers
    algorithm array atomic cerrno charconv chrono condition_variable cstdint cstdlib cstring filesystem functional map
    memory mutex optional set span stop_token string string_view thread tuple unordered_map utility variant vector
    fmt/core.h fmt/format.h tl/expected.hpp)

# Tests compile twice as fast unoptimized; what they test is optimized as the preset says.
set(slipway_test_options -O0 -U_FORTIFY_SOURCE)

# slipway_precompile(NAME OPTIONS HEADER...): the target NAME makes them, for sources compiled with OPTIONS.
function(slipway_precompile name options)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  separate_arguments(flags UNIX_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}")
  get_directory_property(common COMPILE_OPTIONS)
  get_directory_property(definitions COMPILE_DEFINITIONS)
  get_target_property(of_fmt fmt::fmt INTERFACE_COMPILE_DEFINITIONS)
  list(TRANSFORM definitions PREPEND -D)
  list(TRANSFORM of_fmt PREPEND -D)
  list(APPEND flags ${CMAKE_CXX20_STANDARD_COMPILE_OPTION} ${definitions} ${of_fmt} ${common} ${options})
  string(MD5 digest "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_VERSION} ${flags} ${ARGN}")

  set(header ${SLIPWAY_PRECOMPILED}/${name}-${digest}.h)
  list(TRANSFORM ARGN REPLACE "(.+)" "#include <\\1>" OUTPUT_VARIABLE lines)
  list(JOIN lines "\n" text)
  file(CONFIGURE OUTPUT ${header} CONTENT "${text}\n" @ONLY)
  # Kept as it is where it comes out the same, so that another clone's build is not out of date; replaced as a whole,
  # since others may read it, or make it at the same time.
  string(MD5 clone ${CMAKE_BINARY_DIR})
  set(made ${header}.${clone})
  add_custom_command(
    OUTPUT ${header}.pch
    COMMAND ${CMAKE_CXX_COMPILER} ${flags} -MD -MF ${CMAKE_BINARY_DIR}/${name}.d -MT ${header}.pch
            -Xclang -fno-pch-timestamp -fpch-instantiate-templates -x c++-header ${header} -o ${made}
    COMMAND sh -c "cmp -s $1 $2 && rm $1 || mv $1 $2" sh ${made} ${header}.pch
    WORKING_DIRECTORY ${SLIPWAY_PRECOMPILED}  # its path is in the bytes, too
    DEPENDS ${header}
    DEPFILE ${CMAKE_BINARY_DIR}/${name}.d
    VERBATIM)
  add_custom_target(${name} DEPENDS ${header}.pch)
  set_property(TARGET ${name} PROPERTY slipway_header ${header})
endfunction()

# slipway_use_precompiled(TARGET NAME)
function(slipway_use_precompiled target name)
  if(TARGET ${name})
    get_target_property(header ${name} slipway_header)
    add_dependencies(${target} ${name})
    target_compile_options(${target} PRIVATE "SHELL:-include-pch ${header}.pch")
  endif()
endfunction()

if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  slipway_precompile(slipway_precompiled "" ${slipway_std_headers})
  if(TARGET GTest::gtest)
    get_target_property(of_gtest GTest::gtest INTERFACE_COMPILE_OPTIONS)
    slipway_precompile(slipway_test_precompiled "${slipway_test_options};${of_gtest}" ${slipway_std_headers}
                       gmock/gmock.h gtest/gtest.h)
  endif()
endif()
