package org.repo2oci.build;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.Stratum;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.TreeDigest;

/**
 * An image of Debian packages and files, without Python and Jupyter, by the same means as any
 * other: such as this program's own.
 */
final class SystemImage {
  /** The buildpack that says so. */
  static final String BUILDPACK = "system";

  /** The places of the folders, lowest first. */
  private static final List<Stratum> STRATA =
      List.of(Stratum.RUNTIME, Stratum.SETTINGS, Stratum.REPOSITORY);

  private final BuildRequest request;
  private final Stages stages;
  private final Map<String, String> labels;

  SystemImage(BuildRequest request, Stages stages, Map<String, String> labels) {
    this.request = request;
    this.stages = stages;
    this.labels = labels;
  }

  BuiltImage build(String file, Checkout checkout, ImageReference name)
      throws IOException, InterruptedException {
    SystemFile said = SystemFile.parse(file, checkout.source().readSmall(file));
    Bases bases = stages.systemBases(said.packages());
    LockedDebian locked = bases.assembled();
    try (bases;
        DebianBase base = bases.debian(locked)) {
      List<Part> parts = new ArrayList<>(base.parts());
      if (said.userNamespaces()) {
        parts.add(new SubordinateIds(request.userName(), request.uid()).part(locked, base));
      }
      FileTree all = checkout.files("", 0, 0).tree();
      for (int i = 0; i < said.files().size(); i++) {
        parts.add(part(STRATA.get(i), said.files().get(i), all));
      }
      ImagePlan plan = stages.planner().plan(parts.stream().map(Part::component).toList());
      LayerNotebook notebook = stages.notebook();
      List<LayerBlob> layers =
          stages.assembler(stages.known(List.of()), notebook).assemble(plan, parts);
      return ImageDocuments.image(
          name, config(said, checkout), BaseLayers.none(), plan.layers(), layers, notebook);
    }
  }

  private Part part(Stratum stratum, String folder, FileTree all) {
    String prefix = folder.replaceAll("^(\\./)+|/+$", "") + "/";
    FileTree.Builder tree = FileTree.builder();
    all.forEach((path, node) -> {
      if (path.startsWith(prefix)) {
        tree.put(path.substring(prefix.length()), node);
      }
    });
    FileTree whole = tree.addMissingParents(new Attributes(0755, 0, 0, 0)).build();
    if (whole.isEmpty()) {
      throw BuildFailure.input(
              "Cannot put `%s` in the image: there is no such folder".formatted(folder))
          .withHint("`files` names folders beside `system-image.yml`");
    }
    Component component =
        new Component(
            stratum, folder, "", whole.size(), List.of(new TreeDigest().of(whole).toString()));
    return new Part(component, () -> whole);
  }

  private ImageConfig config(SystemFile said, Checkout checkout) {
    return new ImageConfig(
        Instant.ofEpochSecond(checkout.mtime()).toString(),
        request.platform(),
        Optional.of(said.user()).filter(user -> !user.isEmpty()),
        said.environment(),
        said.entrypoint(),
        said.command(),
        Optional.of(said.workingDirectory()),
        List.of(),
        labels,
        List.of(),
        List.of());
  }
}
