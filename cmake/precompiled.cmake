# Precompiled headers: a third of a typical compilation was the parsing of the same headers of the standard library.
# Only headers that never change are in here; ours are not, so that an edit of one compiles what includes it and no
# more. They save time and nothing else: every header of ours still includes what it uses (cmake/headers.cmake).
#
# ccache keeps them like any other output (./dev says how), so that a fresh clone gets the same bytes. For g++ alone:
# what clang precompiles holds the path of its folder, and with it another clone would find nothing in the cache.

set(slipway_std_headers
    <algorithm> <array> <atomic> <cerrno> <charconv> <chrono> <condition_variable> <cstdint> <cstdlib> <cstring> <filesystem>
    <functional> <map> <memory> <mutex> <optional> <set> <span> <stop_token> <string> <string_view> <thread> <tuple>
    <unordered_map> <utility> <variant> <vector> <fmt/core.h> <fmt/format.h> <tl/expected.hpp>)

# Tests compile twice as fast unoptimized; what they test is optimized as the preset says.
set(slipway_test_options -O0 -U_FORTIFY_SOURCE)

# slipway_use_precompiled(TARGET HEADERS): HEADERS is slipway_precompiled, or slipway_test_precompiled, which adds
# GoogleTest's.
function(slipway_use_precompiled target headers)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_precompile_headers(${target} REUSE_FROM ${headers})
  endif()
endfunction()

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-fpch-preprocess)  # tells ccache which precompiled header was used
  file(WRITE ${CMAKE_BINARY_DIR}/generated/precompiled.cpp "")
  add_library(slipway_precompiled OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
  target_link_libraries(slipway_precompiled PRIVATE fmt::fmt)
  target_precompile_headers(slipway_precompiled PRIVATE ${slipway_std_headers})

  add_library(slipway_test_precompiled OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
  target_link_libraries(slipway_test_precompiled PRIVATE fmt::fmt GTest::gmock GTest::gtest)
  target_compile_options(slipway_test_precompiled PRIVATE ${slipway_test_options})
  target_precompile_headers(slipway_test_precompiled PRIVATE ${slipway_std_headers} <gmock/gmock.h> <gtest/gtest.h>)
endif()
