package org.repo2oci.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The java command that this process runs. The launcher starts it with the JVM's quick compiler
 * alone, which saves a third of a short command; to make many layers takes both.
 *
 * @param program the file
 * @param arguments all of them, the program's name first
 */
record JavaProgram(Path program, List<String> arguments) {
  /** The launcher's word for: start again where there is much to do. */
  static final String QUICK = "repo2oci.quick";

  private static final List<String> QUICK_OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-D" + QUICK + "=true");

  private static final int SET_DESCRIPTOR_FLAGS = 2;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int FIRST_OF_OURS = 3;

  JavaProgram {
    arguments = List.copyOf(arguments);
  }

  /** Whether the launcher started this one for little work. */
  static boolean isQuick() {
    return Boolean.getBoolean(QUICK);
  }

  /** The command of this process, from proc(5). */
  static JavaProgram current() throws IOException {
    Path self = Path.of("/proc/self");
    // Bytes of any encoding come out as they went in.
    String line = Files.readString(self.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    return new JavaProgram(
        Files.readSymbolicLink(self.resolve("exe")),
        List.of(line.substring(0, line.length() - 1).split("\0", -1)));
  }

  /** The same command with all that the JVM can do. */
  JavaProgram full() {
    List<String> full = new ArrayList<>(arguments);
    QUICK_OPTIONS.forEach(full::remove);
    return new JavaProgram(program, full);
  }

  /**
   * Puts the command in the place of this process (execv(3)): it stays the same process to whoever
   * started it, ends it, or reads what it writes. Files that were open are closed.
   *
   * @throws IOException where the system refuses; then nothing has changed
   */
  @SuppressWarnings("restricted") // the launcher enables it
  void replaceThisProcess() throws IOException {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      closeOnExec(linker);
      MethodHandle execv =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("execv"),
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
      int result = (int) execv.invokeExact(arena.allocateFrom(program.toString()), words(arena));
      throw new IOException("execv returned " + result);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }

  private MemorySegment words(Arena arena) {
    MemorySegment array = arena.allocate(ADDRESS, arguments.size() + 1L);
    for (int i = 0; i < arguments.size(); i++) {
      array.setAtIndex(
          ADDRESS, i, arena.allocateFrom(arguments.get(i), StandardCharsets.ISO_8859_1));
    }
    array.setAtIndex(ADDRESS, arguments.size(), MemorySegment.NULL);
    return array;
  }

  /** The JDK opens files without it, since it closes them itself in the processes it starts. */
  @SuppressWarnings("restricted") // the launcher enables it
  private static void closeOnExec(Linker linker) throws Throwable {
    MethodHandle fcntl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("fcntl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    for (int descriptor : descriptors()) {
      int _ = (int) fcntl.invokeExact(descriptor, SET_DESCRIPTOR_FLAGS, CLOSE_ON_EXEC);
    }
  }

  private static List<Integer> descriptors() throws IOException {
    List<Integer> descriptors = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      open.map(link -> Integer.parseInt(link.getFileName().toString()))
          .filter(descriptor -> descriptor >= FIRST_OF_OURS)
          .forEach(descriptors::add);
    }
    return descriptors;
  }
}
