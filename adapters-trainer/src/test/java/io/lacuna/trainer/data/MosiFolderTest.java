package io.lacuna.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.model.modality.Payload;
import io.lacuna.model.modality.PresenceMask;
import io.lacuna.model.tensor.Safetensors;
import io.lacuna.model.tensor.SafetensorsHeader;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The CMU-MOSI features, which are not part of the product. The folder {@code mosi} is looked for
 * in {@code LACUNA_DATA} (system property or environment, from the root of the repository).
 */
class MosiFolderTest {
  private static final Path ROOT = Path.of("..");

  private Path folder;

  @BeforeEach
  void find() {
    String data =
        Optional.ofNullable(System.getProperty("LACUNA_DATA"))
            .or(() -> Optional.ofNullable(System.getenv("LACUNA_DATA")))
            .orElse("../shared/data");
    folder = ROOT.resolve(data).resolve("mosi");
    boolean there = Files.isDirectory(folder);
    String skipped =
        "skipped: no CMU-MOSI features in " + folder + "; LACUNA_DATA names the folder";
    if (!there) {
      System.out.println(skipped);
    }
    assumeTrue(there, skipped);
  }

  @Test
  void everyLineIsASubjectAndEveryRowIsUsed() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("samples.jsonl"));
    Set<String> groups = new HashSet<>();
    for (String line : lines) {
      groups.add(new ObjectMapper().readTree(line).get("group").textValue());
    }
    Map<String, SafetensorsHeader.Entry> tensors =
        Safetensors.readHeader(folder.resolve("features.safetensors")).tensors();

    DataSet set = DataSetFolder.read(folder);

    assertThat(set.subjects()).hasSameSizeAs(lines);
    assertThat(set.features())
        .isEqualTo(
            Map.of(
                Modality.IMAGE, FeatureShape.of(100),
                Modality.TEXT, FeatureShape.of(100),
                Modality.AUDIO, FeatureShape.of(73)));
    assertThat(set.subjects()).allMatch(s -> s.presence().equals(PresenceMask.parse("ITA")));
    assertThat(tensors.values()).allMatch(t -> t.shape().get(0) == lines.size());
    Set<PayloadSource> rows = new HashSet<>();
    set.subjects().forEach(s -> rows.addAll(s.payloads().values()));
    assertThat(rows).hasSize(3 * lines.size());
    PayloadSource last = set.subjects().get(lines.size() - 1).payloads().get(Modality.AUDIO);
    assertThat(((Payload.Tensor) last.read()).values()).hasSize(73).doesNotContain(Float.NaN);

    Folds folds = Folds.of(set.subjects(), 5, 1);
    Set<String> held = new HashSet<>();
    for (int f = 0; f < folds.count(); f++) {
      folds.held(f).forEach(s -> held.add(s.group()));
    }
    assertThat(held).isEqualTo(groups);
    System.out.println(
        set.name() + ": " + lines.size() + " subjects, " + groups.size() + " groups");
  }
}
