package org.repo2oci.pypi.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;

/**
 * One package's page of an index, or any page that lists archives: HTML (PEP 503) or JSON (PEP
 * 691).
 */
public record SimplePage(List<Link> links) {
  /** What a client asks for; JSON first, since it says sizes. */
  public static final String ACCEPT =
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ANCHOR =
      Pattern.compile("<a\\s([^>]*)>([^<]*)</a", Pattern.CASE_INSENSITIVE);
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([A-Za-z-]+)(?:\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s>]+)))?");
  private static final Pattern BASE =
      Pattern.compile("<base\\s[^>]*href\\s*=\\s*[\"']([^\"']*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern FRAGMENT_HASH = Pattern.compile("sha256=([0-9a-f]{64})");

  public SimplePage {
    links = List.copyOf(links);
  }

  /**
   * An archive.
   *
   * @param url absolute
   * @param hasMetadata whether {@code <url>.metadata} is there (PEP 658)
   * @param yanked withdrawn by its author (PEP 592)
   */
  public record Link(
      String filename,
      URI url,
      Optional<Digest> sha256,
      Optional<Long> size,
      Optional<String> requiresPython,
      boolean hasMetadata,
      boolean yanked) {}

  /** Reads a page that came from {@code from}. */
  public static SimplePage parse(byte[] page, URI from) throws IOException {
    String text = new String(page, StandardCharsets.UTF_8).stripLeading();
    return text.startsWith("{") ? json(text, from) : html(text, from);
  }

  private static SimplePage json(String text, URI from) throws IOException {
    List<Link> links = new ArrayList<>();
    for (JsonNode file : JSON.readTree(text).path("files")) {
      String sha256 = file.path("hashes").path("sha256").asText("");
      JsonNode yanked = file.path("yanked");
      resolve(from, file.path("url").asText(""))
          .ifPresent(url ->
              links.add(
                  new Link(
                      file.path("filename").asText(""),
                      url,
                      digest(sha256),
                      Optional.of(file.path("size"))
                          .filter(JsonNode::isIntegralNumber)
                          .map(JsonNode::asLong),
                      Optional.of(file.path("requires-python").asText(""))
                          .filter(value -> !value.isEmpty()),
                      hasMetadata(file.path("core-metadata"))
                          || hasMetadata(file.path("dist-info-metadata")),
                      yanked.isTextual() || yanked.asBoolean(false))));
    }
    return new SimplePage(links);
  }

  private static SimplePage html(String text, URI from) {
    Matcher base = BASE.matcher(text);
    URI origin = base.find() ? resolve(from, unescaped(base.group(1))).orElse(from) : from;
    List<Link> links = new ArrayList<>();
    Matcher anchor = ANCHOR.matcher(text);
    while (anchor.find()) {
      String attributes = anchor.group(1);
      Optional<URI> url = attribute(attributes, "href").flatMap(href -> resolve(origin, href));
      if (url.isEmpty()) {
        continue;
      }
      String fragment = Optional.ofNullable(url.get().getRawFragment()).orElse("");
      Matcher hash = FRAGMENT_HASH.matcher(fragment);
      links.add(
          new Link(
              IndexUrls.fileName(url.get().toString()),
              URI.create(url.get().toString().replaceFirst("#.*", "")),
              hash.find() ? digest(hash.group(1)) : Optional.empty(),
              Optional.empty(),
              attribute(attributes, "data-requires-python"),
              attribute(attributes, "data-core-metadata").isPresent()
                  || attribute(attributes, "data-dist-info-metadata").isPresent(),
              attribute(attributes, "data-yanked").isPresent()));
    }
    return new SimplePage(links);
  }

  private static boolean hasMetadata(JsonNode said) {
    return said.isObject() || said.asBoolean(false);
  }

  private static Optional<Digest> digest(String hex) {
    return hex.matches("[0-9a-f]{64}") ? Optional.of(new Digest(hex)) : Optional.empty();
  }

  private static Optional<String> attribute(String attributes, String name) {
    Matcher matcher = ATTRIBUTE.matcher(attributes);
    while (matcher.find()) {
      if (matcher.group(1).equalsIgnoreCase(name)) {
        for (int group = 2; group <= 4; group++) {
          if (matcher.group(group) != null) {
            return Optional.of(unescaped(matcher.group(group)));
          }
        }
        return Optional.of("");
      }
    }
    return Optional.empty();
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }

  private static Optional<URI> resolve(URI base, String reference) {
    try {
      return Optional.of(base.resolve(reference.strip().replace(" ", "%20")));
    } catch (IllegalArgumentException e) {
      // One odd link of an index must not hide the others.
      return Optional.empty();
    }
  }
}
