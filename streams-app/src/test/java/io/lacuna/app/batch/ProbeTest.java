package io.lacuna.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.harness.LosableModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
  @Test
  void warmingUpScoresACompleteAndAPartialRecord() {
    List<Integer> modalities = new ArrayList<>();
    new Probe(new LosableModel(request -> modalities.add(request.features().size()))).warmUp();
    assertThat(modalities).containsExactly(3, 1);
  }

  @Test
  void aModelThatCannotScoreItsProbeIsNotStarted() {
    assertThatThrownBy(() -> new Probe(new LosableModel(() -> true)).warmUp())
        .hasMessageContaining("own probe with adapter size: ")
        .hasMessageContaining("device lost");
  }
}
