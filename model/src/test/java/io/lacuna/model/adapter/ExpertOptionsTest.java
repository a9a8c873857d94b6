package io.lacuna.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.lacuna.model.nn.ExpertOptions;
import io.lacuna.model.nn.ExpertOptions.Activation;
import io.lacuna.model.nn.ExpertOptions.Routing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The experts of a mixture in {@code adapter_config.json}. */
class ExpertOptionsTest {
  private static final AdapterConfig DEFAULT = Fixtures.config(Method.LOW_RANK_MIXTURE);

  private static AdapterConfig config(ExpertOptions experts) {
    return DEFAULT.with(DEFAULT.id(), DEFAULT.mixture().with(experts));
  }

  @Test
  void theDefaultIsNotWrittenAndComesBack() throws JsonProcessingException {
    String json = DEFAULT.toJson();
    assertThat(json).contains("\"mixture\" : {").doesNotContain("\"routing\"", "top_k");
    assertThat(AdapterConfig.fromJson(json)).isEqualTo(DEFAULT);
  }

  /** Nobody's adapter may become another one because the experts can be chosen now. */
  @Test
  void theShippedConfigurationHasTheSameBytes() throws IOException {
    String shipped = Files.readString(Path.of("../models/utterance/mmolre/adapter_config.json"));
    AdapterConfig config = AdapterConfig.fromJson(shipped);
    assertThat(config.toJson()).isEqualTo(shipped);
    assertThat(config.mixture().experts()).isEqualTo(ExpertOptions.MMOLRE);
  }

  @Test
  void otherExpertsAreWrittenAndComeBack() throws JsonProcessingException {
    AdapterConfig topK = config(new ExpertOptions(true, Activation.NONE, Routing.SHARED, 1, true));
    assertThat(topK.toJson())
        .contains("\"routing\" : \"SHARED\"", "\"top_k\" : 1", "\"merged\" : true");
    assertThat(AdapterConfig.fromJson(topK.toJson())).isEqualTo(topK);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"own\": true}', activation",
    "'null', mixture.experts must be given or left out",
    "'{\"own\": true, \"activation\": \"TANH\", \"routing\": \"ALL\", \"top_k\": 0,"
        + " \"merged\": false}', TANH",
    "'{\"own\": true, \"activation\": \"GELU\", \"routing\": \"ALL\", \"top_k\": 0,"
        + " \"merged\": false, \"rank\": 4}', rank",
  })
  void whatIsNotUnderstoodIsRefusedByName(String experts, String named) {
    String json =
        DEFAULT.toJson().replace("\"mixture\" : {", "\"mixture\" : {\"experts\": " + experts + ",");
    assertThatThrownBy(() -> AdapterConfig.fromJson(json))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining(named);
  }

  /** The configuration has two shared experts. */
  @ParameterizedTest
  @CsvSource({
    "false, GELU, SHARED_AND_OWN, 0, false, SHARED_AND_OWN must come with mixture.experts.own true",
    "false, GELU, ALL,            0, false, ALL must come with mixture.experts.own true",
    "true,  GELU, SHARED,         3, false, 'top_k 3 must be between 0 and experts, 2'",
    "true,  GELU, SHARED,        -1, false, 'top_k -1 must be between 0 and experts, 2'",
    "true,  GELU, ALL,            1, false, top_k 1 must be 0 with mixture.experts.routing ALL",
    "true,  GELU, SHARED,         0, true,  merged must be false with activation GELU",
    "true,  GELU, NONE,           0, false, 'one expert, not 2 shared and its own'",
    "false, GELU, NONE,           0, false, 'one expert, not 2 shared'",
  })
  void whatContradictsItselfIsRefusedByName(
      boolean own, Activation activation, Routing routing, int topK, boolean merged, String named) {
    assertThatThrownBy(() -> config(new ExpertOptions(own, activation, routing, topK, merged)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void aGateNeedsSharedExperts() {
    assertThatThrownBy(() -> ExpertOptions.MMOLRE.requireFits(0))
        .hasMessageContaining("experts 0 must be at least 1 with mixture.experts.routing SHARED");
    new ExpertOptions(true, Activation.GELU, Routing.NONE, 0, false).requireFits(0);
  }
}
