package org.repo2oci.cli.render;

import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.ImageDifference.Pull;

/** What lies between two images, as text for standard output. */
public final class DiffText {
  private DiffText() {}

  /** The packages first, one a line, then the bytes. */
  public static String of(DiffReport diff) {
    StringBuilder text = new StringBuilder();
    Table packages = new Table("", "PACKAGE", "VERSION", "FROM");
    diff.packages()
        .forEach(one ->
            packages.row(sign(one), plain(one.name()), versions(one), plain(one.ecosystem())));
    if (diff.packages().isEmpty()) {
      text.append("The packages are the same\n\n");
    } else {
      text.append(packages.text()).append('\n');
    }
    Table bytes = new Table("WHO", ">LAYERS", ">BYTES");
    bytes.row("a node that has neither pulls", layers(diff.fresh()), size(diff.fresh()));
    bytes.row("a node that has BEFORE pulls", layers(diff.node()), size(diff.node()));
    bytes.row(
        "a node that has BEFORE and keeps blobs pulls",
        layers(diff.keeping()),
        size(diff.keeping()));
    bytes.row(
        "a registry that has BEFORE gets",
        "",
        diff.push().isPresent() ? Amounts.bytes(diff.push().getAsLong()) : "-");
    return text.append(bytes.text()).toString();
  }

  private static String sign(PackageChange one) {
    return one.before().isEmpty() ? "+" : one.after().isEmpty() ? "-" : "~";
  }

  private static String versions(PackageChange one) {
    String before = plain(one.before().orElse(""));
    String after = plain(one.after().orElse(""));
    return one.before().isEmpty()
        ? after
        : one.after().isEmpty() ? before : before + " \u2192 " + after;
  }

  private static String layers(Pull pull) {
    return Integer.toString(pull.layers());
  }

  private static String size(Pull pull) {
    return Amounts.bytes(pull.bytes());
  }

  private static String plain(String text) {
    return PlainText.line(text);
  }
}
