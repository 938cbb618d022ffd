package org.repo2oci.repository;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * A link of a BinderHub, such as {@code https://mybinder.org/v2/gh/owner/repo/ref?urlpath=lab}, as
 * the repository, the ref and the page that it stands for.
 *
 * @param repository as {@link RepositorySource} reads it
 * @param ref empty for the default branch
 * @param page without a slash before it; empty where the link names none
 */
public record BinderLink(String repository, Optional<String> ref, Optional<String> page) {
  private static final Pattern LINK =
      Pattern.compile(
          "(?i)https?://[^?#]+?/v2/(gh|gist|gl|git|zenodo|figshare|hydroshare|dataverse|ckan|swh)/"
              + "([^?#]+)(?:\\?([^#]*))?(?:#.*)?");
  private static final Pattern RESOURCE = Pattern.compile(".*?([0-9a-f]{32}).*");

  /** Reads a link; empty for any other text. */
  public static Optional<BinderLink> parse(String text) {
    Matcher link = LINK.matcher(text);
    if (!link.matches()) {
      return Optional.empty();
    }
    String spec = link.group(2);
    Optional<String> page = page(query(link.group(3) == null ? "" : link.group(3)));
    String[] three = spec.split("/", 3);
    return Optional.of(
        switch (link.group(1).toLowerCase(java.util.Locale.ROOT)) {
          case "gh" ->
              of(
                  "https://github.com/" + part(text, three, 0) + "/" + part(text, three, 1),
                  part(text, three, 2),
                  page);
          case "gist" ->
              of(
                  "https://gist.github.com/%s/%s.git"
                      .formatted(part(text, three, 0), part(text, three, 1)),
                  three.length > 2 ? decoded(three[2]) : "HEAD",
                  page);
          case "gl" -> escaped(text, spec, "https://gitlab.com/%s.git", page);
          case "git" -> escaped(text, spec, "%s", page);
          case "hydroshare" -> {
            Matcher resource = RESOURCE.matcher(decoded(spec));
            if (!resource.matches()) {
              throw wrong(text);
            }
            yield of("https://www.hydroshare.org/resource/" + resource.group(1), "HEAD", page);
          }
          default -> of(decoded(spec).replaceFirst("/+$", ""), "HEAD", page);
        });
  }

  private static BinderLink of(String repository, String ref, Optional<String> page) {
    return new BinderLink(repository, Optional.of(ref).filter(name -> !name.equals("HEAD")), page);
  }

  /** An address whose slashes are encoded, then a ref. */
  private static BinderLink escaped(String text, String spec, String form, Optional<String> page) {
    String[] parts = spec.split("/", 2);
    return of(form.formatted(part(text, parts, 0)), part(text, parts, 1), page);
  }

  private static String part(String text, String[] parts, int index) {
    String part = index < parts.length ? decoded(parts[index].replaceFirst("/+$", "")) : "";
    if (part.isEmpty()) {
      throw wrong(text);
    }
    return part;
  }

  private static BuildFailure wrong(String text) {
    return BuildFailure.input(
            "Cannot build `%s`: the Binder link is not complete".formatted(GitUrl.redacted(text)))
        .withHint("It looks like `…/v2/gh/owner/repository/ref`; `HEAD` is a ref too");
  }

  /** As Binder's own page reads them: the older names win. */
  private static Optional<String> page(Map<String, String> query) {
    if (query.containsKey("labpath")) {
      return Optional.of("doc/tree/" + file(query.getOrDefault("labpath", "")));
    }
    if (query.containsKey("filepath")) {
      return Optional.of("tree/" + file(query.getOrDefault("filepath", "")));
    }
    return Optional.ofNullable(query.get("urlpath"))
        .map(path -> path.replaceFirst("^/+", ""))
        .filter(path -> !path.isEmpty());
  }

  /** A file's name may hold what means something in an address. */
  private static String file(String path) {
    String plain = path.replaceFirst("^/+", "").replaceFirst("/$", "");
    try {
      return new URI(null, null, "/" + plain, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      return plain;
    }
  }

  private static Map<String, String> query(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.putIfAbsent(
          URLDecoder.decode(complete(parts[0]), StandardCharsets.UTF_8),
          parts.length == 2 ? URLDecoder.decode(complete(parts[1]), StandardCharsets.UTF_8) : "");
    }
    return query;
  }

  /** In a path a plus sign is one. */
  private static String decoded(String text) {
    return URLDecoder.decode(complete(text).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** A percent sign that begins nothing is one, as browsers see it. */
  private static String complete(String text) {
    return text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
  }
}
