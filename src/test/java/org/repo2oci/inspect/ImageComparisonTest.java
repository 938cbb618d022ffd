package org.repo2oci.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.MediaType;
import org.repo2oci.image.Platform;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.ImageDifference.Pull;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;

class ImageComparisonTest {
  private static final int CONFIG = 7;

  @Test
  void aNodeKeepsWhatIsTheSameFromTheBottomUp() throws Exception {
    ImageDifference difference = compare(image("a100", "b20", "c3"), image("a100", "b20", "d5"));

    assertThat(difference.fresh()).isEqualTo(new Pull(3, 125 + CONFIG));
    assertThat(difference.node()).isEqualTo(new Pull(1, 5 + CONFIG));
    assertThat(difference.push()).isEqualTo(OptionalLong.of(5 + CONFIG));
  }

  @Test
  void aLayerAboveAChangedOneIsPulledAgainUnlessBlobsAreKept() throws Exception {
    ImageDifference difference = compare(image("a100", "b20", "c3"), image("a100", "d5", "c3"));

    assertThat(difference.node()).isEqualTo(new Pull(2, 8 + CONFIG));
    assertThat(difference.keeping()).isEqualTo(new Pull(1, 5 + CONFIG));
    assertThat(difference.push()).isEqualTo(OptionalLong.of(5 + CONFIG));
  }

  @Test
  void aNodePullsNothingOfAnImageThatItHas() throws Exception {
    ImageDifference difference = compare(image("a100"), image("a100"));

    assertThat(difference.keeping()).isEqualTo(new Pull(0, 0));
    assertThat(difference.push()).isEqualTo(OptionalLong.of(0));
    assertThat(difference.packages()).isEmpty();
  }

  @Test
  void aBlobThatOccursTwiceIsPulledOnce() throws Exception {
    assertThat(compare(image("a100"), image("b20", "c3", "b20")).fresh())
        .isEqualTo(new Pull(2, 23 + CONFIG));
  }

  @Test
  void whatTheRegistryHasFromElsewhereIsNotPushed() throws Exception {
    Digest there = Digest.of("d5".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(ImageComparison.of(image("a100"), image("a100", "d5"), there::equals).push())
        .isEqualTo(OptionalLong.of(CONFIG));
  }

  @Test
  void packagesAreAddedRemovedAndChanged() throws Exception {
    InspectedImage before =
        image(
            List.of(
                new InstalledPackage("debian", "bash", "5.2"),
                new InstalledPackage("pypi", "numpy", "2.3.1"),
                new InstalledPackage("pypi", "tqdm", "4.67")),
            "a100");
    InspectedImage after =
        image(
            List.of(
                new InstalledPackage("debian", "bash", "5.2"),
                new InstalledPackage("pypi", "numpy", "2.3.2"),
                new InstalledPackage("pypi", "rich", "14.0")),
            "a100");

    assertThat(compare(before, after).packages())
        .containsExactly(
            new PackageChange("pypi", "numpy", Optional.of("2.3.1"), Optional.of("2.3.2")),
            new PackageChange("pypi", "rich", Optional.empty(), Optional.of("14.0")),
            new PackageChange("pypi", "tqdm", Optional.of("4.67"), Optional.empty()));
  }

  @Test
  void aPackageOfTwoEnvironmentsIsComparedVersionByVersion() throws Exception {
    InstalledPackage old = new InstalledPackage("conda", "python", "3.9.1");
    InspectedImage before =
        image(List.of(old, new InstalledPackage("conda", "python", "3.12.1")), "a100");
    InspectedImage after =
        image(List.of(new InstalledPackage("conda", "python", "3.12.2"), old), "a100");

    assertThat(compare(before, after).packages())
        .containsExactly(
            new PackageChange("conda", "python", Optional.of("3.12.1"), Optional.of("3.12.2")));
  }

  private static ImageDifference compare(InspectedImage from, InspectedImage to) throws Exception {
    return ImageComparison.of(from, to, _ -> false);
  }

  private static InspectedImage image(String... layers) {
    return image(List.of(), layers);
  }

  /** Layers named by a letter and their size. */
  private static InspectedImage image(List<InstalledPackage> packages, String... names) {
    List<InspectedImage.Layer> layers = new ArrayList<>();
    for (String name : names) {
      Digest digest = Digest.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      layers.add(
          new InspectedImage.Layer(
              digest,
              digest,
              Long.parseLong(name.substring(1)),
              "",
              Optional.empty(),
              Optional.empty()));
    }
    byte[] config = String.join(",", names).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new InspectedImage(
        Digest.of(config),
        Optional.of(new Descriptor(MediaType.OCI_CONFIG, Digest.of(config), CONFIG)),
        Platform.LINUX_AMD64,
        Map.of(),
        layers,
        packages,
        Map.of());
  }
}
