package org.repo2oci.sandbox;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Runs the tests of one class in a process of its own, which another user may own. */
final class EveryTestOf {
  private EveryTestOf() {}

  /** Arguments: the class, and a folder for its temporary directories. */
  public static void main(String[] arguments) throws Exception {
    Class<?> type = Class.forName(arguments[0]);
    int failures = 0;
    for (Method test : type.getDeclaredMethods()) {
      if (!test.isAnnotationPresent(Test.class)) {
        continue;
      }
      try {
        run(type, test, Files.createTempDirectory(Path.of(arguments[1]), "test"));
        report("passed " + test.getName());
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof TestAbortedException) {
          report("skipped " + test.getName() + ": " + e.getCause().getMessage());
          continue;
        }
        failures++;
        report("FAILED " + test.getName());
        e.printStackTrace(new PrintStream(System.out, true));
      }
    }
    System.exit(failures == 0 ? 0 : 1);
  }

  private static void run(Class<?> type, Method test, Path folder) throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object instance = constructor.newInstance();
    Field field = type.getDeclaredField("folder");
    field.setAccessible(true);
    field.set(instance, folder);
    for (Method before : type.getDeclaredMethods()) {
      if (before.isAnnotationPresent(BeforeEach.class)) {
        before.setAccessible(true);
        before.invoke(instance);
      }
    }
    test.setAccessible(true);
    test.invoke(instance);
  }

  private static void report(String line) {
    System.out.println(line);
  }
}
