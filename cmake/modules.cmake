# Reads src/modules.txt and makes, for each module that has sources, the static library `slipway_NAME` (all *.cpp but
# those of the tests), linked to exactly the modules of its row, and the test program `NAME_test` (all *_test.cpp),
# linked to those of the row `NAME tests` besides. What tests share, in a folder testing/, is a library of its own,
# which the tests of modules above may use, too.

find_package(GTest)
include(cmake/precompiled.cmake)
include(cmake/texts.cmake)

# What a module links beside the modules of its row.
set(slipway_libraries_base fmt::fmt yaml Threads::Threads)
set(slipway_libraries_crypto OpenSSL::Crypto)
set(slipway_libraries_net OpenSSL::SSL)
set(slipway_libraries_store sqlite3)
set(slipway_libraries_aws pugixml)

# What only a module's tests link.
set(slipway_test_libraries_policy slipway_catalog_table)

# Text files that a module embeds, by patterns in its folder.
set(slipway_texts_services eks/*.yaml public_images.yaml)
set(slipway_texts_blueprint controllers/*.yaml prices/*.yaml terraform/*.yaml)
set(slipway_texts_platform slipway.schema.json)

# Where the tests find the sources. A header for those that ask: as an option of all it would keep ccache from knowing
# the same test again in another clone.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/tests/source_dir.h CONTENT [[
#pragma once
#define SLIPWAY_SOURCE_DIR "@CMAKE_SOURCE_DIR@"
]] @ONLY)

function(slipway_test_program name)
  target_include_directories(${name}_test PRIVATE ${CMAKE_BINARY_DIR}/generated)
  target_compile_options(${name}_test PRIVATE ${slipway_test_options})
  slipway_use_precompiled(${name}_test slipway_test_precompiled)
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name}_test)
endfunction()

function(slipway_module name dependencies test_dependencies)
  set(folder ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${folder}/*_test.cpp)
  file(GLOB testing CONFIGURE_DEPENDS ${folder}/testing/*.cpp)
  list(FILTER testing EXCLUDE REGEX "_test\\.cpp$")
  list(REMOVE_ITEM sources ${folder}/main.cpp ${tests} ${testing})
  if(NOT sources)
    return()
  endif()

  if(slipway_texts_${name})
    list(TRANSFORM slipway_texts_${name} PREPEND ${folder}/ OUTPUT_VARIABLE patterns)
    file(GLOB texts RELATIVE ${folder} CONFIGURE_DEPENDS ${patterns})
    slipway_texts(${name} ${folder} ${texts})
    list(APPEND sources ${slipway_texts_source})
  endif()

  add_library(slipway_${name} STATIC ${sources})
  slipway_use_precompiled(slipway_${name} slipway_precompiled)
  target_include_directories(slipway_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(slipway_${name} PUBLIC ${slipway_libraries_${name}})
  foreach(dependency IN LISTS dependencies)
    if(TARGET slipway_${dependency})
      target_link_libraries(slipway_${name} PUBLIC slipway_${dependency})
    endif()
  endforeach()

  if(SLIPWAY_TESTS AND testing)
    add_library(slipway_${name}_testing STATIC ${testing})
    target_link_libraries(slipway_${name}_testing PUBLIC slipway_${name} GTest::gmock GTest::gtest)
    foreach(module IN LISTS test_dependencies)
      target_link_libraries(slipway_${name}_testing PUBLIC slipway_${module})
    endforeach()
    target_include_directories(slipway_${name}_testing PRIVATE ${CMAKE_BINARY_DIR}/generated)
    target_compile_options(slipway_${name}_testing PRIVATE ${slipway_test_options})
    slipway_use_precompiled(slipway_${name}_testing slipway_test_precompiled)
  endif()
  if(SLIPWAY_TESTS AND tests)
    add_executable(${name}_test ${tests})
    foreach(module IN LISTS name dependencies test_dependencies)
      if(TARGET slipway_${module}_testing)
        target_link_libraries(${name}_test PRIVATE slipway_${module}_testing)
      endif()
    endforeach()
    foreach(module IN LISTS test_dependencies)
      target_link_libraries(${name}_test PRIVATE slipway_${module})
    endforeach()
    target_link_libraries(${name}_test PRIVATE slipway_${name} ${slipway_test_libraries_${name}} GTest::gmock GTest::gtest GTest::gtest_main)
    slipway_test_program(${name})
  endif()

  if(EXISTS ${folder}/main.cpp)
    add_executable(slipway ${folder}/main.cpp)
    target_link_libraries(slipway PRIVATE slipway_${name})
  endif()
endfunction()

function(slipway_modules table)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table})
  file(STRINGS ${table} rows REGEX "^[a-z]+:")
  foreach(row IN LISTS rows)
    string(REGEX MATCH "^[a-z]+" name ${row})
    string(REGEX REPLACE "^[a-z]+: *" "" dependencies ${row})
    separate_arguments(dependencies)
    file(STRINGS ${table} of_tests REGEX "^${name} tests:")
    string(REGEX REPLACE "^[a-z]+ tests: *" "" of_tests "${of_tests}")
    separate_arguments(of_tests)
    slipway_module(${name} "${dependencies}" "${of_tests}")
  endforeach()
endfunction()

# For programs that may use any module: the fuzz targets and the benchmarks.
function(slipway_link_all_modules program)
  file(STRINGS ${CMAKE_SOURCE_DIR}/src/modules.txt rows REGEX "^[a-z]+:")
  foreach(row IN LISTS rows)
    string(REGEX MATCH "^[a-z]+" name ${row})
    if(TARGET slipway_${name})
      target_link_libraries(${program} PRIVATE slipway_${name})
    endif()
  endforeach()
endfunction()
