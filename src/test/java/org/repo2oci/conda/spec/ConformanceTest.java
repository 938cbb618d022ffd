package org.repo2oci.conda.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.repo2oci.conda.IndexData;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;

/** What conda itself makes of real specs. */
class ConformanceTest {
  /** We refuse what conda passes over in silence, or says only when it is used. */
  private static final Set<String> REFUSED =
      Set.of("somepkg[version<1.23.*]", "somepkg[version>1.23.*]", "*[license_family='*GPL*']");

  @Test
  void realDependenciesMatchAsCondaSays() throws IOException {
    JsonNode cases =
        new ObjectMapper().readTree(IndexData.need("matchspec-cases.json").toFile()).get("cases");
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (JsonNode one : cases) {
      MatchSpec spec = MatchSpec.parse(one.get(0).asText());
      for (int expected = 1; expected <= 2; expected++) {
        for (JsonNode sample : one.get(expected)) {
          compared++;
          if (spec.matches(record(spec.name(), sample)) != (expected == 1)) {
            wrong.add("%s %s %s".formatted(spec, expected == 1 ? "misses" : "takes", sample));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(20_000);
  }

  private static PackageRecord record(String name, JsonNode sample) {
    return new PackageRecord(
        name,
        sample.get(0).asText(),
        sample.get(1).asText(),
        0,
        "noarch",
        "x.conda",
        Noarch.NONE,
        List.of(),
        List.of(),
        List.of(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void specsOfUsersAreReadAsCondaReadsThem() throws IOException {
    JsonNode cases = new ObjectMapper().readTree(IndexData.need("matchspec-parse.json").toFile());
    List<String> wrong = new ArrayList<>();
    for (JsonNode one : cases) {
      String text = one.get("spec").asText();
      try {
        MatchSpec spec = MatchSpec.parse(text);
        if (one.has("error")) {
          wrong.add("`%s` is read".formatted(text));
        } else {
          compare(text, spec, one.get("fields"), wrong);
        }
      } catch (SpecException e) {
        if (!one.has("error") && !REFUSED.contains(text)) {
          wrong.add(e.message());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).hasSizeGreaterThan(400);
  }

  private static void compare(String text, MatchSpec spec, JsonNode fields, List<String> wrong) {
    boolean archive = fields.has("url");
    // A path's file name says more to us than conda takes from it.
    if (!archive || fields.has("channel")) {
      same(text, "name", fields, spec.name(), wrong);
      sameVersion(text, fields, spec, wrong);
      same(text, "build", fields, spec.build().toString(), wrong);
    }
    same(text, "subdir", fields, spec.details().subdir().orElse("*"), wrong);
    same(text, "fn", fields, spec.details().fileName().orElse("*"), wrong);
    same(text, "md5", lower(fields), spec.details().md5().orElse("*"), wrong);
    same(text, "sha256", lower(fields), spec.details().sha256().orElse("*"), wrong);
    if (fields.has("build_number")) {
      assertThat(spec.details().buildNumber()).as(text).isPresent();
    }
    if (fields.has("track_features")) {
      assertThat(fields.get("track_features").asText())
          .isEqualTo("frozenset({'%s'})".formatted(spec.details().trackFeatures().getFirst()));
    }
    String url = spec.url().orElse("*");
    same(
        text,
        "url",
        fields,
        url.contains("://") || !archive ? url : "file:///tmp/cn/" + url,
        wrong);
    String channel = spec.channel().orElse("*");
    String theirs = fields.path("channel").asText("*");
    if (!theirs.equals(channel) && !theirs.endsWith("/" + channel)) {
      wrong.add("`%s`: channel %s, not %s".formatted(text, channel, theirs));
    }
  }

  private static JsonNode lower(JsonNode fields) {
    try {
      return new ObjectMapper().readTree(fields.toString().toLowerCase(java.util.Locale.ROOT));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void same(
      String text, String field, JsonNode fields, String ours, List<String> wrong) {
    String theirs = fields.path(field).asText("*");
    if (!theirs.equals(ours)) {
      wrong.add("`%s`: %s %s, not %s".formatted(text, field, ours, theirs));
    }
  }

  /** By meaning: {@code 1.8} and {@code ==1.8} are one spec. */
  private static void sameVersion(
      String text, JsonNode fields, MatchSpec spec, List<String> wrong) {
    VersionSpec theirs = VersionSpec.parse(fields.path("version").asText("*"));
    if (!theirs.equals(spec.version())) {
      wrong.add("`%s`: version %s, not %s".formatted(text, spec.version(), theirs));
    }
  }
}
