# What `cmake --install` puts where. The units are installed by systemd/, the man pages by doc/, the
# sample settings by config/.
foreach(program shinglectl shingle-extract)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
if(TARGET shingled)
  install(TARGETS shingled RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
endif()

# libshingle: the headers keep their folders, so that `#include "shingle/text/words.h"` works inside and outside.
install(TARGETS shingle LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY shingle/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/shingle FILES_MATCHING PATTERN "*.h")
configure_file(cmake/shingle.pc.in ${PROJECT_BINARY_DIR}/shingle.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/shingle.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
