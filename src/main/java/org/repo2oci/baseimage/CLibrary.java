package org.repo2oci.baseimage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/** Which C library an image has: packages are built for one version of glibc and later ones. */
final class CLibrary {
  private static final Pattern VERSION = Pattern.compile("2\\.\\d{1,3}(?:\\.\\d+)*");
  private static final Pattern FILE = Pattern.compile("libc-(2\\.\\d{1,3})\\.so");
  private static final Pattern SAID =
      Pattern.compile("GNU C Library [^\\n\\x00]{0,80}release version (2\\.\\d{1,3})");

  private final ImageTree files;
  private final DpkgStatus packages;
  private final String image;

  CLibrary(ImageTree files, DpkgStatus packages, String image) {
    this.files = files;
    this.packages = packages;
    this.image = image;
  }

  /** Major and minor, such as {@code 2.36}. */
  String version() throws IOException {
    Optional<String> packaged =
        packages.upstream("libc6").filter(version -> VERSION.matcher(version).matches());
    if (packaged.isPresent()) {
      String[] parts = packaged.get().split("\\.", -1);
      return parts[0] + "." + parts[1];
    }
    List<String> folders = folders();
    for (String folder : folders) {
      for (String name : files.names(folder)) {
        Matcher file = FILE.matcher(name);
        if (file.matches()) {
          return file.group(1);
        }
      }
      Matcher said = SAID.matcher(files.text(folder + "/libc.so.6").orElse(""));
      if (said.find()) {
        return said.group(1);
      }
    }
    throw missing(folders);
  }

  private BuildFailure missing(List<String> folders) {
    boolean musl =
        folders.stream()
            .flatMap(folder -> files.names(folder).stream())
            .anyMatch(name -> name.startsWith("ld-musl-"));
    String reason =
        musl
            ? "its C library is musl, as in Alpine Linux"
            : "it has no GNU C library that tells its version";
    return BuildFailure.input("Cannot build upon `%s`: %s".formatted(image, reason))
        .withHint("Choose an image of Debian, Ubuntu or another distribution with glibc");
  }

  private List<String> folders() {
    List<String> folders = new ArrayList<>();
    for (String top : List.of("usr/lib", "lib", "usr/lib64", "lib64")) {
      files.names(top).stream()
          .filter(name -> name.contains("-linux-gnu"))
          .forEach(name -> folders.add(top + "/" + name));
      folders.add(top);
    }
    return folders;
  }
}
