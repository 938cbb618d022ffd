package org.repo2oci.cli.render;

import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.PlanReport;

/** Reports as text for standard output. */
public final class Reports {
  private static final int SHORT_KEY = 12;

  private Reports() {}

  /** The files first, then the layers, then a sum. */
  public static String plan(PlanReport plan) {
    StringBuilder text = new StringBuilder();
    Table files = new Table("FILE", "USED", "WHY");
    plan.files()
        .forEach(file ->
            files.row(plain(file.path()), file.used() ? "yes" : "no", plain(file.reason())));
    if (!plan.files().isEmpty()) {
      text.append(files.text()).append('\n');
    }
    Table layers = new Table("LAYER", "STRATUM", ">PACKAGES", ">SIZE", "KEY", "CACHED");
    plan.layers()
        .forEach(layer ->
            layers.row(
                plain(layer.name()),
                layer.stratum(),
                Integer.toString(layer.packages()),
                layer.size().isPresent() ? Amounts.bytes(layer.size().getAsLong()) : "-",
                shortened(layer.key()),
                layer.cached() ? "yes" : "no"));
    text.append(layers.text()).append('\n');
    long cached = plan.layers().stream().filter(PlanReport.PlannedLayer::cached).count();
    return text.append(
            "%s, %d cached\n".formatted(Amounts.count(plan.layers().size(), "layer"), cached))
        .toString();
  }

  /** Name and platform, the layers, and the packages of each ecosystem. */
  public static String inspect(InspectReport image) {
    StringBuilder text = new StringBuilder();
    text.append(plain(image.name())).append('\n');
    text.append(image.manifest()).append("  ").append(image.platform()).append("\n\n");
    Table layers = new Table("LAYER", ">SIZE", "KEY", "CREATED BY");
    image
        .layers()
        .forEach(layer ->
            layers.row(
                shortened(layer.digest().hex()),
                Amounts.bytes(layer.size()),
                layer.key().map(Reports::shortened).orElse("-"),
                PlainText.line(layer.createdBy())));
    long size = image.layers().stream().mapToLong(InspectReport.ImageLayer::size).sum();
    text.append(layers.text()).append('\n');
    text.append(Amounts.count(image.layers().size(), "layer") + ", " + Amounts.bytes(size) + "\n");
    if (image.packages().isEmpty()) {
      return text.toString();
    }
    Table packages = new Table("PACKAGE", "VERSION", "FROM");
    image
        .packages()
        .forEach(one -> packages.row(plain(one.name()), plain(one.version()), one.ecosystem()));
    text.append('\n').append(packages.text());
    return text.append("\n" + Amounts.count(image.packages().size(), "package") + "\n").toString();
  }

  /** One line a kind, and the sum. */
  public static String cache(CacheReport cache) {
    Table kinds = new Table("KIND", ">COUNT", ">SIZE");
    cache
        .kinds()
        .forEach(kind ->
            kinds.row(kind.name(), Long.toString(kind.count()), Amounts.bytes(kind.size())));
    long size = cache.kinds().stream().mapToLong(CacheReport.Kind::size).sum();
    return kinds.text() + "\n" + Amounts.bytes(size) + " in `" + cache.store() + "`\n";
  }

  private static String plain(String text) {
    return PlainText.line(text);
  }

  private static String shortened(String key) {
    String hex = key.substring(key.indexOf(':') + 1);
    return hex.length() <= SHORT_KEY ? hex : hex.substring(0, SHORT_KEY);
  }
}
