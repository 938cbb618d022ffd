package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.fetch.RetryPolicy;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

@Timeout(30)
class ImagePusherTest {
  static final RetryPolicy FAST =
      new RetryPolicy(3, Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofSeconds(1));

  @TempDir private Path folder;
  private final TestImage image = TestImage.random(1, 300_000, 2_000, 70_000);
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private TestRegistry registry(TestRegistry.Access access) throws IOException {
    TestRegistry registry = new TestRegistry(access);
    open.add(registry);
    return registry;
  }

  private TestRegistry registry() throws IOException {
    return registry(TestRegistry.Access.OPEN);
  }

  private ImagePusher pusher(Map<String, String> environment) {
    Registries registries = registries(environment);
    open.add(registries);
    return new ImagePusher(registries, events::add);
  }

  static Registries registries(Map<String, String> environment) {
    NetworkSettings network =
        NetworkSettings.defaults().withTimes(Duration.ofSeconds(2), Duration.ofSeconds(20), FAST);
    return new Registries(
        new RegistrySettings(
            network, RegistryCredentials.from(environment, Optional.empty()), Set.of(), 3, 10_000));
  }

  private ImagePusher pusher(TestRegistry registry) {
    return pusher(loginTo(registry, "secret"));
  }

  private static Map<String, String> loginTo(TestRegistry registry, String password) {
    return Map.of(
        "CONTAINER_ENGINE_REGISTRY_CREDENTIALS",
        "{\"registry\":\"%s\",\"username\":\"me\",\"password\":\"%s\"}"
            .formatted(registry.host(), password));
  }

  private static ImageReference target(TestRegistry registry) {
    return ImageReference.parse(registry.host() + "/me/demo:1");
  }

  private Pushed push(TestRegistry registry) throws Exception {
    return pusher(registry).push(image.to(target(registry), folder));
  }

  @ParameterizedTest
  @EnumSource
  void pushesAWholeImageWithEveryKindOfLogin(TestRegistry.Access access) throws Exception {
    TestRegistry registry = registry(access);

    Pushed pushed = push(registry);

    assertThat(pushed).isEqualTo(new Pushed(image.digest(), 3, 0, 0, 372_000));
    assertThat(registry.manifest("me/demo", "1")).contains(image.manifest());
    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(events)
        .contains(new BuildEvent.Progress(BuildEvent.Stage.PUSH, "layer 0", 300_000, 300_000));
  }

  @Test
  void keepsTheOrderBlobsConfigurationManifestTag() throws Exception {
    TestRegistry registry = registry();
    push(registry);

    List<String> puts =
        registry.requests().stream()
            .filter(line -> line.startsWith("PUT"))
            .map(line -> line.replaceFirst(".*digest=", "").replace("%3A", ":"))
            .toList();
    assertThat(puts.subList(0, 3))
        .containsExactlyInAnyOrderElementsOf(
            image.layers().stream().map(layer -> Digest.of(layer).toString()).toList());
    assertThat(puts.subList(3, 6))
        .containsExactly(
            Digest.of(image.config()).toString(),
            "PUT /v2/me/demo/manifests/" + image.digest(),
            "PUT /v2/me/demo/manifests/1");
  }

  @Test
  void sendsNothingWhereTheTagIsThisImageAlready() throws Exception {
    TestRegistry registry = registry();
    push(registry);
    int before = registry.requests().size();

    Pushed again = push(registry);

    assertThat(again).isEqualTo(new Pushed(image.digest(), 0, 0, 3, 0));
    assertThat(registry.requests()).hasSize(before + 1);
  }

  @Test
  void sendsOnlyWhatIsMissing() throws Exception {
    TestRegistry registry = registry();
    registry.addBlob("me/demo", image.layers().get(0));

    assertThat(push(registry)).isEqualTo(new Pushed(image.digest(), 2, 0, 1, 72_000));
  }

  @Test
  void doesNotAskForBlobsThatAreKnownToBeThere() throws Exception {
    TestRegistry registry = registry();
    registry.addBlob("me/demo", image.layers().get(0));
    Digest known = Digest.of(image.layers().get(0));

    Pushed pushed =
        pusher(registry).push(image.to(target(registry), folder, Set.of(known), List.of()));

    assertThat(pushed.present()).isEqualTo(1);
    assertThat(registry.count(known.hex())).isZero();
  }

  @Test
  void sendsABlobAfterAllThatWasWronglyThoughtToBeThere() throws Exception {
    TestRegistry registry = registry();
    Digest gone = Digest.of(image.layers().get(0));

    pusher(registry).push(image.to(target(registry), folder, Set.of(gone), List.of()));

    assertThat(registry.hasBlob("me/demo", gone)).isTrue();
    assertThat(registry.tags("me/demo")).containsExactly("1");
  }

  @Test
  void mountsFromAnotherRepositoryAndAsksForTheRightToReadIt() throws Exception {
    TestRegistry registry = registry(TestRegistry.Access.BEARER);
    registry.addBlob("me/base", image.layers().get(0));

    Pushed pushed =
        pusher(registry).push(image.to(target(registry), folder, Set.of(), List.of("me/base")));

    assertThat(pushed.mounted()).isEqualTo(1);
    assertThat(pushed.uploaded()).isEqualTo(2);
    assertThat(registry.requests())
        .anyMatch(line ->
            line.contains("scope=repository%3Ame%2Fdemo%3Apull%2Cpush")
                && line.contains("scope=repository%3Ame%2Fbase%3Apull"));
    assertThat(registry.requests())
        .filteredOn(line -> line.contains("mount="))
        .allMatch(line -> line.contains("from=me%2Fbase"));
  }

  @Test
  void tagsUnderEveryName() throws Exception {
    TestRegistry registry = registry();
    PushRequest one = image.to(target(registry), folder);
    pusher(registry)
        .push(
            new PushRequest(
                one.target(),
                List.of("latest", "v1"),
                one.manifest(),
                one.mediaType(),
                one.config(),
                one.layers(),
                Set.of(),
                List.of()));

    assertThat(registry.tags("me/demo")).containsExactly("1", "latest", "v1");
  }

  @Test
  void goesOnWhereAnUploadBroke() throws Exception {
    TestRegistry registry = registry();
    registry.fault("PUT .*blobs/uploads", 1, new TestRegistry.Trouble.Drop(100_000));

    pusher(registry).push(TestImage.random(5, 300_000).to(target(registry), folder));

    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(registry.count("PATCH")).isEqualTo(1);
  }

  @Test
  void doesNotSendAgainWhatArrivedBeforeTheAnswerWasLost() throws Exception {
    TestRegistry registry = registry();
    registry.fault("PUT .*blobs/uploads", 1, new TestRegistry.Trouble.LostAnswer());

    push(registry);

    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(registry.count("PUT .*blobs/uploads")).isEqualTo(4);
  }

  @Test
  void getsANewTokenWhenTheOldOneEndsInTheMiddle() throws Exception {
    TestRegistry registry = registry(TestRegistry.Access.BEARER);
    PushRequest request = image.to(target(registry), folder);
    List<PushRequest.Layer> layers = new ArrayList<>(request.layers());
    layers.set(
        0,
        new PushRequest.Layer(
            "layer 0",
            layers.getFirst().descriptor(),
            () -> {
              registry.expireTokens();
              return request.layers().getFirst().file().get();
            }));

    pusher(registry)
        .push(
            new PushRequest(
                request.target(),
                List.of(),
                request.manifest(),
                request.mediaType(),
                request.config(),
                layers,
                Set.of(),
                List.of()));

    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(registry.count("/token")).isEqualTo(2);
  }

  @Test
  void waitsWhereTheRegistryLimitsTheRate() throws Exception {
    TestRegistry registry = registry();
    registry.fault(
        "HEAD .*blobs", 2, new TestRegistry.Trouble.Status(429, Map.of("Retry-After", "1"), ""));
    long before = System.nanoTime();

    push(registry);

    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);
  }

  @Test
  void uploadsNoMoreAtOnceThanItMay() throws Exception {
    TestRegistry registry = registry();
    registry.fault("PUT", 100, new TestRegistry.Trouble.Delay(30));
    TestImage many = TestImage.random(3, 100, 101, 102, 103, 104, 105, 106, 107, 108);

    pusher(registry).push(many.to(target(registry), folder));

    assertThat(registry.most()).isBetween(2, 3);
  }

  @Test
  void saysWhoseLoginIsMissingOrWrong() throws Exception {
    TestRegistry registry = registry(TestRegistry.Access.BASIC);
    PushRequest request = image.to(target(registry), folder);

    assertThatThrownBy(() -> pusher(Map.of()).push(request))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure)
                  .hasMessage(
                      "Cannot push to `%s/me/demo:1`: 401 Unauthorized".formatted(registry.host()));
              assertThat(failure.details().getFirst())
                  .startsWith("HEAD http://" + registry.host() + "/v2/me/demo/manifests/1: ");
              assertThat(failure.hints())
                  .containsExactly(
                      "No login was found for `%1$s`; run `docker login %1$s`"
                          .formatted(registry.host()));
            });
    assertThatThrownBy(() -> pusher(loginTo(registry, "wrong")).push(request))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.hints().getFirst())
                    .contains("was refused")
                    .contains("CONTAINER_ENGINE_REGISTRY_CREDENTIALS")
                    .doesNotContain("wrong"));
  }

  @Test
  void saysWhenTheTokenServerRefusesTheLogin() throws Exception {
    TestRegistry registry = registry(TestRegistry.Access.BEARER);

    assertThatThrownBy(
            () -> pusher(loginTo(registry, "wrong")).push(image.to(target(registry), folder)))
        .hasMessageEndingWith("401 Unauthorized");
    assertThat(registry.count("PUT")).isZero();
  }

  @Test
  void saysWhenTheRepositoryHasToBeCreatedFirst() throws Exception {
    TestRegistry registry = registry().withoutCreation();

    assertThatThrownBy(() -> push(registry))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure).hasMessageEndingWith(": 404 Not Found");
              assertThat(failure.details().getFirst()).endsWith("NAME_UNKNOWN: the test says no");
              assertThat(failure.hints().getFirst()).contains("has to be created first");
            });
  }

  @Test
  void saysWhenRightsAreMissing() throws Exception {
    TestRegistry registry = registry(TestRegistry.Access.BEARER);
    registry.fault(
        "POST",
        9,
        new TestRegistry.Trouble.Status(
            403, Map.of(), "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"read only\"}]}"));

    assertThatThrownBy(() -> push(registry))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure).hasMessageEndingWith(": 403 Forbidden");
              assertThat(failure.details().getFirst()).endsWith("DENIED: read only");
              assertThat(failure.hints().getFirst()).contains("may not push to `me/demo`");
            });
  }

  @Test
  void saysWhenTheRegistryStoresOtherBytes() throws Exception {
    TestRegistry registry = registry();
    registry.fault("PUT .*manifests", 1, new TestRegistry.Trouble.OtherDigest());

    assertThatThrownBy(() -> push(registry))
        .hasMessageEndingWith("the registry has other bytes for the manifest");
    assertThat(registry.tags("me/demo")).isEmpty();
  }

  @Test
  void saysWhenTheHostHasNoAddressOrNoRegistry() {
    ImageReference nowhere = ImageReference.parse("nowhere.invalid/me/demo:1");
    assertThatThrownBy(() -> pusher(Map.of()).push(image.to(nowhere, folder)))
        .hasMessage("Cannot push to `nowhere.invalid/me/demo:1`: unknown host");
    ImageReference nobody = ImageReference.parse("localhost:1/me/demo:1");
    assertThatThrownBy(() -> pusher(Map.of()).push(image.to(nobody, folder)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot push to `localhost:1/me/demo:1`: ");
  }

  @Test
  void knowsThePreviousImage() throws Exception {
    TestRegistry registry = registry();
    assertThat(pusher(registry).previous(target(registry), List.of())).isEmpty();
    push(registry);
    assertThat(pusher(registry).previous(target(registry), List.of()))
        .hasValueSatisfying(found -> {
          assertThat(found.digest()).isEqualTo(image.digest());
          assertThat(found.image()).isPresent();
        });
  }
}
