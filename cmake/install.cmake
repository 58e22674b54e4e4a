# What `cmake --install` puts where. Each folder installs its own programs and files; here is what
# belongs to the whole.
# libshingle: the headers keep their folders, so that `#include "shingle/text/words.h"` works inside and outside.
install(TARGETS shingle LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY shingle/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/shingle FILES_MATCHING PATTERN "*.h")
# By where the file itself stands, so that any prefix is right.
file(RELATIVE_PATH shingle_pc_up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/shingle.pc.in ${PROJECT_BINARY_DIR}/shingle.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/shingle.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
