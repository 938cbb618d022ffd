package org.repo2oci.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.build.Appendix.Instruction;
import org.repo2oci.image.ImageConfig;

/** An appendix played through: what it runs and copies, and what the image says afterwards. */
final class AppendixPlan {
  /**
   * Work for the image, as it was when its line was reached.
   *
   * @param environment of the image, and the arguments that are known
   */
  record Task(Instruction instruction, Map<String, String> environment, Owner user) {}

  /** Numbers of a user and of a group. */
  record Owner(int uid, int gid) {}

  private final BuildRequest request;
  private final Map<String, String> environment;
  private final Map<String, String> arguments = new LinkedHashMap<>();
  private final Map<String, String> labels = new TreeMap<>();
  private final List<Task> tasks = new ArrayList<>();
  private Owner user;

  private AppendixPlan(BuildRequest request, ImageConfig settings) {
    this.request = request;
    this.environment = new LinkedHashMap<>(settings.environment());
    this.user = new Owner(request.uid(), request.uid());
    arguments.put("NB_USER", request.userName());
    arguments.put("NB_UID", Integer.toString(request.uid()));
    arguments.put("REPO_DIR", request.repositoryPath());
  }

  static AppendixPlan of(BuildRequest request, ImageConfig settings) {
    AppendixPlan plan = new AppendixPlan(request, settings);
    Appendix.parse(request.steps().appendix()).forEach(plan::play);
    return plan;
  }

  List<Task> tasks() {
    return List.copyOf(tasks);
  }

  boolean endsAsRoot() {
    return user.uid() == 0;
  }

  /** The settings of the image; its user stays who it is. */
  ImageConfig applied(ImageConfig settings) {
    Map<String, String> all = new TreeMap<>(settings.labels());
    all.putAll(labels);
    return new ImageConfig(
        settings.created(),
        settings.platform(),
        settings.user(),
        environment,
        settings.entrypoint(),
        settings.command(),
        settings.workingDirectory(),
        settings.exposedPorts(),
        all,
        settings.diffIds(),
        settings.history());
  }

  private void play(Instruction instruction) {
    switch (instruction) {
      case Instruction.Run _, Instruction.Copy _ ->
          tasks.add(new Task(instruction, variables(), user));
      case Instruction.Env env -> {
        // All values of a line are of the time before it.
        Map<String, String> before = variables();
        env.values()
            .forEach(
                (name, value) -> environment.put(name, DockerfileWords.expanded(value, before)));
      }
      case Instruction.Label label ->
          label
              .values()
              .forEach(
                  (name, value) -> labels.put(name, DockerfileWords.expanded(value, variables())));
      case Instruction.Arg arg ->
          arg.values()
              .forEach((name, absent) -> {
                String given = request.steps().buildArguments().get(name);
                if (given != null) {
                  arguments.put(name, given);
                } else {
                  absent.ifPresent(
                      value -> arguments.put(name, DockerfileWords.expanded(value, variables())));
                }
              });
      case Instruction.User(String name, int line) ->
          user = owner(DockerfileWords.expanded(name, variables()), line);
    }
  }

  /** Variables of the image win over arguments. */
  private Map<String, String> variables() {
    Map<String, String> all = new LinkedHashMap<>(arguments);
    all.putAll(environment);
    return all;
  }

  /** Whom a name or number means: root, the image's user, or any number. */
  Owner owner(String text, int line) {
    String[] parts = text.split(":", 2);
    int uid = number(parts[0], line);
    return new Owner(uid, parts.length < 2 ? uid : number(parts[1], line));
  }

  private int number(String name, int line) {
    if (name.equals("root")) {
      return 0;
    }
    if (name.equals(request.userName())) {
      return request.uid();
    }
    if (name.matches("\\d{1,9}")) {
      return Integer.parseInt(name);
    }
    throw Appendix.failure(
        line, "`%s` is neither root, `%s` nor a number".formatted(name, request.userName()));
  }
}
