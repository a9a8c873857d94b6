package io.lacuna.bench.fuzz.targets;

import ai.djl.ndarray.NDManager;
import io.lacuna.app.TemporaryFolder;
import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.Parts;
import io.lacuna.bench.fuzz.mutate.TensorHeader;
import io.lacuna.bench.fuzz.mutate.Text;
import io.lacuna.bench.fuzz.mutate.Tokens;
import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.AdapterCheck;
import io.lacuna.model.adapter.AdapterException;
import io.lacuna.model.adapter.Golden;
import io.lacuna.model.base.FeatureBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of an adapter's folder, through every check that an adapter passes before it serves. An
 * unsound file that reached the engine would end the whole process.
 */
public final class AdapterTarget implements FuzzTarget {
  private static final List<String> FILES = List.of(Adapter.CONFIG, Adapter.TENSORS, Golden.FILE);

  private final TemporaryFolder temporary;
  private final Path folder;
  private final FeatureBase base;
  private final List<byte[]> seeds;

  public AdapterTarget() throws IOException {
    this.temporary = TemporaryFolder.create("fuzz-adapters");
    this.folder = Files.createDirectories(temporary.path().resolve("adapter"));
    this.base = AdapterSeeds.base();
    this.seeds = AdapterSeeds.all(base, temporary.path(), FILES);
  }

  @Override
  public String name() {
    return "adapter";
  }

  @Override
  public List<byte[]> seeds() {
    return seeds;
  }

  @Override
  public List<Mutation> mutations() {
    Tokens tokens = new Tokens(tokens());
    List<Mutation> json = List.of(Text.NUMBER, Text.WORD, Text.LINES, Text.NESTING, tokens);
    List<Mutation> tensors = List.of(TensorHeader.ANY, tokens);
    return List.of(new Parts(List.of(json, tensors, tensors)));
  }

  @Override
  public List<byte[]> tokens() {
    return Stream.of(
            "null",
            "true",
            "{}",
            "[]",
            "\"F32\"",
            "\"F64\"",
            "\"BF16\"",
            "\"I64\"",
            "\"BOOL\"",
            "\"shape\"",
            "\"data_offsets\"",
            "1e999",
            "NaN",
            "-0",
            "\\u0000",
            "\"__metadata__\"")
        .map(t -> t.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public long maxAllocation() {
    return 128L << 20;
  }

  @Override
  public String run(byte[] input) throws IOException {
    List<byte[]> parts = Parts.split(input);
    for (int i = 0; i < FILES.size(); i++) {
      Path file = folder.resolve(FILES.get(i));
      // a new file each time: one that is mapped must never be written into
      Files.deleteIfExists(file);
      if (i < parts.size()) {
        Files.write(file, parts.get(i));
      }
    }
    try (NDManager manager = base.manager().newSubManager()) {
      AdapterCheck.load(folder, base, manager, null);
      return ACCEPTED;
    } catch (AdapterException e) {
      return e.reason().name();
    }
  }

  @Override
  public void close() throws IOException {
    base.close();
    temporary.close();
  }
}
