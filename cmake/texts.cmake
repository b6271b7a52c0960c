# slipway_texts(MODULE FOLDER FILE...): embeds text files in a module; sets `slipway_texts_source` to the source that
# defines MODULE::embedded_text(NAME), where NAME is the file's path in the module's folder. In pieces, because a
# string literal may not be longer than the standard's limit of 65536 characters on every compiler.

function(slipway_texts module folder)
  set(source ${CMAKE_BINARY_DIR}/generated/${module}_texts.cpp)
  set(files)
  foreach(file IN LISTS ARGN)
    list(APPEND files ${folder}/${file})
  endforeach()
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DMODULE=${module} -DFOLDER=${folder} "-DFILES=${ARGN}" -DSOURCE=${source}
            -P ${CMAKE_SOURCE_DIR}/cmake/write_texts.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/write_texts.cmake
    COMMENT "Embedding the texts of ${module}"
    VERBATIM)
  set(slipway_texts_source ${source} PARENT_SCOPE)
endfunction()
