package io.lacuna.bench.ladder.python;

import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.ladder.measure.Contender;
import io.lacuna.bench.ladder.measure.Contender.Kind;
import io.lacuna.bench.ladder.measure.Ground;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The contenders in Python, where there is an interpreter with torch. Their model is checked
 * against the JVM's scores before anything is measured.
 */
public final class PythonContenders {
  private static final String PROGRAM = "ladder.py";
  private static final int CHECK_SECONDS = 300;

  private final List<Contender> all;
  private final Optional<String> note;

  private PythonContenders(List<Contender> all, Optional<String> note) {
    this.all = all;
    this.note = note;
  }

  /**
   * Exports the model and checks it, unless something is missing.
   *
   * @param python the interpreter
   * @param wanted whether any of them will climb; if not, nothing is exported
   * @throws WrongResultException if the scores differ by more than 1e-4
   */
  public static PythonContenders find(String python, Ground ground, Path temporary, boolean wanted)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(temporary.resolve("export"));
    Path program = folder.resolve(PROGRAM);
    Optional<String> absent = absent(python, ground, wanted);
    Optional<String> note = Optional.empty();
    if (absent.isEmpty()) {
      try (InputStream in = PythonContenders.class.getResourceAsStream("/ladder/" + PROGRAM)) {
        Files.copy(in, program);
      }
      ModelExport.write(folder, ground);
      Ran ran = run(List.of(python, program.toString(), "check", folder.toString()));
      if (ran.exit() != 0) {
        throw new WrongResultException("the export to Python is wrong: " + ran.output());
      }
      note = Optional.of("Python against the JVM, greatest difference of a score: " + ran.output());
    }
    List<Contender> all = new ArrayList<>();
    for (String[] c :
        new String[][] {
          {"python-loop", "Python torch eager loop, features at hand", "loop"},
          {"python-asyncio", "asyncio service, dynamic batching, a dict", "serve"}
        }) {
      Kind kind = c[2].equals("loop") ? Kind.LOOP : Kind.SOCKET;
      List<String> command = List.of(python, program.toString(), c[2], folder.toString());
      all.add(new Contender(c[0], c[1], kind, command, absent));
    }
    all.add(new Contender("ray", "Ray Serve", Kind.SOCKET, List.of(), Optional.of(ray(python))));
    return new PythonContenders(all, note);
  }

  private static Optional<String> absent(String python, Ground ground, boolean wanted)
      throws IOException, InterruptedException {
    if (!wanted) {
      return Optional.of("not asked for");
    }
    if (!ground.workloadName().equals("demo")) {
      return Optional.of("its port of the model reads --model demo alone");
    }
    return imports(python, "torch")
        ? Optional.empty()
        : Optional.of("not present: " + python + " cannot import torch");
  }

  private static String ray(String python) throws IOException, InterruptedException {
    return imports(python, "ray.serve")
        ? "present, but no contender is written for it"
        : "not present: " + python + " cannot import ray.serve";
  }

  private static boolean imports(String python, String module)
      throws IOException, InterruptedException {
    return Files.isExecutable(Path.of(python))
        && run(List.of(python, "-c", "import " + module)).exit() == 0;
  }

  private record Ran(int exit, String output) {}

  private static Ran run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Ran(-1, "nothing after " + CHECK_SECONDS + " s");
    }
    return new Ran(process.exitValue(), output);
  }

  public List<Contender> all() {
    return all;
  }

  /** How far its scores lie from the JVM's, if they were compared. */
  public Optional<String> note() {
    return note;
  }
}
