package io.lacuna.model.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.model.adapter.Adapter;
import io.lacuna.model.adapter.Method;
import io.lacuna.model.adapter.MixtureOptions;
import io.lacuna.model.adapter.SmallAdapters;
import io.lacuna.model.base.Bases;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a mixture of linear experts, merged into another folder that can be served. */
class MergedFolderTest {
  @TempDir Path dir;

  @Test
  void theMergedFolderServes() throws IOException {
    Path base = dir.resolve("base");
    Bases.save(base);
    Path folder = dir.resolve("linear");
    ExpertOptions linear = new ExpertOptions(true, Activation.NONE, Routing.SHARED, 0, false);
    MixtureOptions options = MixtureOptions.ALL_ON.with(linear);
    String digest = SmallAdapters.write(base, folder, Method.LOW_RANK_MIXTURE, options, 3);
    AdapterFolder.Verified merged = AdapterFolder.merge(folder, dir.resolve("merged"), base);
    assertThat(AdapterFolder.verify(dir.resolve("merged"), base)).isEqualTo(merged);
    assertThat(merged.id()).isEqualTo("small-3-merged");
    assertThat(merged.digest()).isNotEqualTo(digest);
    assertThat(Adapter.config(dir.resolve("merged")).mixture().experts().merged()).isTrue();
    assertThatThrownBy(() -> AdapterFolder.merge(dir.resolve("merged"), dir.resolve("x"), base))
        .hasMessageContaining("not merged yet");
    assertThat(dir.resolve("x")).doesNotExist();
  }
}
