package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image that is laid upon another one, and one of its lock alone, read by umoci and Python. */
@Tag("e2e")
@Timeout(900)
class FollowingImageE2eTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TREES =
      """
      import hashlib, os, stat, sys
      def tree(top):
          found = {}
          for folder, folders, files in os.walk(top):
              for name in folders + files:
                  path = os.path.join(folder, name)
                  s = os.lstat(path)
                  content = ""
                  if stat.S_ISREG(s.st_mode):
                      with open(path, "rb") as file:
                          content = hashlib.sha256(file.read()).hexdigest()
                  elif stat.S_ISLNK(s.st_mode):
                      content = os.readlink(path)
                  found[path[len(top):]] = (s.st_mode, s.st_uid, s.st_gid, int(s.st_mtime), content)
          return found
      a, b = tree(sys.argv[1]), tree(sys.argv[2])
      for path in sorted(set(a) | set(b)):
          if a.get(path) != b.get(path):
              print(path, a.get(path), b.get(path))
      print(len(a) > 10000)
      """;

  @Test
  void hasTheSameFilesAndFewerBytesForANode(@TempDir Path folder) throws Exception {
    for (String program : List.of("docker-registry", "skopeo", "umoci", "python3")) {
      assumeTrue(Command.exists(program), "`%s` is not installed".formatted(program));
    }
    assumeTrue("root".equals(System.getProperty("user.name")), "umoci keeps owners for root alone");
    try (LocalRegistry registry = LocalRegistry.start(folder)) {
      String tag = registry.name("following:1");
      String alone = registry.name("alone:1");
      Path work = Files.createDirectory(folder.resolve("work"));
      Path wanted = work.resolve("requirements.txt");
      Files.writeString(wanted, "sympy==1.13.3\nrich==14.0.0\n");
      Product.run("build", work.toString(), "-t", tag, "--push").succeeded();
      Files.writeString(wanted, "sympy==1.14.0\nrich==14.0.0\n");

      String laid = Product.run("build", work.toString(), "-t", tag, "--push").succeeded();
      Product.run("build", work.toString(), "-t", alone, "--push", "--optimize=none").succeeded();
      assertThat(Product.run("build", work.toString(), "-t", tag, "--push").succeeded())
          .as("where nothing changed it is the very image")
          .isEqualTo(laid);

      String layout = "oci:" + folder.resolve("layout");
      for (String image : List.of(tag, alone)) {
        String name = image.contains("alone") ? ":alone" : ":following";
        String bundle = folder.resolve("bundle" + name.substring(1)).toString();
        succeed(
            "skopeo", "copy", "-q", "--src-tls-verify=false", "docker://" + image, layout + name);
        succeed("umoci", "unpack", "--image", layout.substring(4) + name, bundle);
      }
      assertThat(
              succeed(
                  "python3",
                  "-c",
                  TREES,
                  folder.resolve("bundlefollowing/rootfs").toString(),
                  folder.resolve("bundlealone/rootfs").toString()))
          .isEqualTo("True");
      JsonNode difference = JSON.readTree(Product.run("diff", "--json", alone, tag).succeeded());
      assertThat(difference.path("packages")).isEmpty();
      assertThat(difference.path("after").path("layers").asInt())
          .isGreaterThan(difference.path("before").path("layers").asInt());
    }
  }

  private static String succeed(String... words) throws Exception {
    return Command.of(words).run().succeeded().strip();
  }
}
