package io.lacuna.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Everything that our classes name is there when the launcher starts them. Tests do not see it when
 * something is missing: a dependency declared for them hides that the program has it no more.
 */
class LauncherClassPathTest {
  private static final Path TARGET = Path.of("target");

  private static URLClassLoader launched() throws IOException {
    String listed = Files.readString(TARGET.resolve("runtime-classpath.txt")).strip();
    URL[] urls =
        Stream.concat(
                Stream.of(TARGET.resolve("classes").toString()),
                Arrays.stream(listed.split(File.pathSeparator)))
            .map(LauncherClassPathTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  /** The trainer is a program of its own, which this module's tests type. */
  private static boolean delivered(Location location) {
    return Stream.of("-tests.jar", "/test-classes/", "adapters-trainer")
        .noneMatch(location::contains);
  }

  @Test
  void nothingThatOurClassesNameIsMissing() throws IOException {
    Set<String> named =
        new ClassFileImporter()
                .withImportOption((ImportOption) LauncherClassPathTest::delivered)
                .importPackages("io.lacuna")
                .stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getBaseComponentType())
                .filter(c -> !c.isPrimitive())
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(2_000);
    try (URLClassLoader loader = launched()) {
      assertThat(named.stream().filter(name -> !isThere(loader, name))).isEmpty();
    }
  }

  private static boolean isThere(URLClassLoader loader, String name) {
    return loader.getResource(name.replace('.', '/') + ".class") != null || isOfTheJdk(name);
  }

  /** Some of its modules are read by the loader of the class path, which is not asked here. */
  private static boolean isOfTheJdk(String name) {
    String inPackage = name.substring(0, name.lastIndexOf('.'));
    return Files.exists(
        FileSystems.getFileSystem(URI.create("jrt:/")).getPath("packages", inPackage));
  }
}
