package org.repo2oci.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/**
 * The one step of a base that runs something: the maintainer scripts of its packages, the locale
 * and the account. The same packages, scripts and account give the same bits.
 */
public final class BaseConfiguration {
  /** The name of the step, for people. */
  public static final String STEP = "configure base packages";

  private static final String VERSION = "1";
  private static final String SCRIPT = "configure.sh";
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Sandbox sandbox;
  private final EventSink events;
  private final DebianDefinition definition;
  private final DebInstaller installer;
  private final Account account;

  public BaseConfiguration(
      Sandbox sandbox,
      EventSink events,
      DebianDefinition definition,
      DebInstaller installer,
      Account account) {
    this.sandbox = sandbox;
    this.events = events;
    this.definition = definition;
    this.installer = installer;
    this.account = account;
  }

  /** The key of the unpacked packages of the image, as one tree. */
  public Digest packagesKey(LockedDebian lock) {
    return digest("debian packages", LockedDebian.identity(lock.basePackages()));
  }

  /** The key of {@link ConfiguredBase#changes()}, known before anything is downloaded. */
  public Digest key(LockedDebian lock) throws IOException {
    return digest(
        "debian configuration",
        packagesKey(lock).toString(),
        LockedDebian.identity(lock.configurePackages()),
        String.join(" ", lock.requested()),
        definition.script(SCRIPT),
        definition.locale(),
        account.toString());
  }

  private Digest digest(String... parts) {
    String text = VERSION + "\0" + installer.key() + "\0" + String.join("\0", parts);
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The unpacked packages of the image as one tree, with dpkg's files: below the changes. */
  public static FileTree packagesTree(List<UnpackedDeb> base) {
    FileTree.Builder tree = FileTree.builder();
    base.forEach(deb -> tree.putAll(deb.records()));
    return tree.putAll(MergedTree.of(base)).build();
  }

  /** The unpacked packages on disk; for later steps too, with the changes above. */
  public RootLayer packagesLayer(LockedDebian lock, Supplier<FileTree> tree) throws IOException {
    return sandbox.materialise(packagesKey(lock), tree::get);
  }

  /**
   * Configures a base.
   *
   * @param base the packages of {@link LockedDebian#basePackages()}
   * @param configureOnly the packages of {@link LockedDebian#configurePackages()}
   * @throws BuildFailure where a maintainer script fails, or where the machine refuses sandboxes
   */
  public ConfiguredBase configure(
      LockedDebian lock, List<UnpackedDeb> base, List<UnpackedDeb> configureOnly)
      throws IOException, InterruptedException {
    FileTree packages = packagesTree(base);
    long date = base.stream().mapToLong(UnpackedDeb::newest).max().orElse(0);
    FileTree seed = seed(lock, base, date);
    FileTree extras = extras(base, configureOnly, seed);
    RootLayer below = packagesLayer(lock, () -> packages);
    RootLayer above = sandbox.materialise(digest("extras", key(lock).toString()), () -> extras);
    StepResult result = sandbox.run(step(List.of(below, above), date));
    if (result.exitCode() != 0) {
      try (result) {
        throw failure(result);
      }
    }
    return new ConfiguredBase(
        new StepChanges(packages, seed, date).normalised(result.changes()), result);
  }

  private Step step(List<RootLayer> layers, long date) {
    Map<String, String> environment = MaintainerScripts.environment(date);
    environment.put("ACCOUNT", account.name());
    environment.put("ACCOUNT_UID", Integer.toString(account.uid()));
    environment.put("ACCOUNT_GID", Integer.toString(account.gid()));
    environment.put("BASE_LOCALE", definition.locale());
    List<String> command = List.of("/bin/sh", "/" + StepChanges.PRIVATE + "/" + SCRIPT);
    return Step.of(STEP, layers, command, environment)
        .withPackageManager()
        .withTimeLimit(LIMIT)
        .withOutput(line -> events.accept(new BuildEvent.Output(Stage.ASSEMBLE, "dpkg", line)));
  }

  /** What lies above the packages for the step, and in the image too but for the script. */
  private FileTree seed(LockedDebian lock, List<UnpackedDeb> base, long date) throws IOException {
    Attributes plain = new Attributes(0644, 0, 0, date);
    return FileTree.builder()
        .putAll(DpkgDatabase.unpacked(base, lock.requested(), date))
        .put("etc/dpkg/dpkg.cfg.d/repo2oci", file(definition.exclusions().dpkgSettings(), plain))
        .put(StepChanges.PRIVATE + "/" + SCRIPT, file(definition.script(SCRIPT), plain))
        .addMissingParents(plain.withMode(0755))
        .build();
  }

  /** The seed, and the packages that the image does not have: files of both kinds are new. */
  private static FileTree extras(
      List<UnpackedDeb> base, List<UnpackedDeb> configureOnly, FileTree seed) {
    List<UnpackedDeb> all = new ArrayList<>(base);
    all.addAll(configureOnly);
    // Checks that they agree with the base; what they share with it is folders alone.
    MergedTree.of(all);
    FileTree.Builder extras = FileTree.builder().putAll(seed);
    configureOnly.forEach(deb -> extras.putAll(deb.files()));
    return extras.build();
  }

  private static Node file(String text, Attributes attributes) {
    return new Node.RegularFile(attributes, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static BuildFailure failure(StepResult result) {
    return BuildFailure.environment(
            "Cannot configure the base's packages: dpkg ended with exit code %d"
                .formatted(result.exitCode()))
        .withDetails(result.lastLines())
        .withHint(
            "The package whose script failed is named in its output; another mirror may be further on");
  }
}
