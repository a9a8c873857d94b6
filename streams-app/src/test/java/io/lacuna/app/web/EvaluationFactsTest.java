package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.web.EvaluationFacts.Estimate;
import io.lacuna.app.web.EvaluationFacts.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFactsTest {
  @TempDir Path folder;

  @Test
  void tellsTheAdaptersOwnColumnForWhatIsPresent() throws IOException {
    Files.writeString(
        folder.resolve("metrics.json"),
        """
        {"adapter": "mine", "digest": "ab", "split": "test", "level": 0.95, "intervalsOver": "subjects",
         "byPresence": {"IT-": {"count": 12, "findings": {
           "auroc": {"mine": {"value": 0.9, "low": 0.8, "high": 0.95}, "base": {"value": 0.1}},
           "map": {"mine": {"value": null, "low": null, "high": null}}}}}}
        """);
    EvaluationFacts facts = EvaluationFacts.read(List.of(folder));

    Facts found = facts.of("ab", "IT-").orElseThrow();

    assertThat(found)
        .usingRecursiveComparison()
        .isEqualTo(
            new Facts(
                "mine",
                "test",
                0.95,
                "subjects",
                12,
                Map.of(
                    "findings",
                    Map.of(
                        "auroc",
                        new Estimate(0.9, 0.8, 0.95),
                        "map",
                        new Estimate(null, null, null)))));
    assertThat(facts.of("ab", "I--")).isEmpty();
    assertThat(facts.of("cd", "IT-")).isEmpty();
  }

  @Test
  void doesWithoutAFileItCannotRead() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("metrics.json"), "{");

    assertThat(EvaluationFacts.read(List.of(folder, broken)).of("", "IT-")).isEmpty();
  }

  @Test
  void readsWhatTheTrainerWrote() {
    Path patient = Path.of("..", "models", "patient", "mora");
    EvaluationFacts facts = EvaluationFacts.read(List.of(patient));

    Facts textOnly =
        facts
            .of("ed614de2119ba3f0fd0e6582cc9e5df59d4419e064e07a45a2f031911830d668", "-T-")
            .orElseThrow();

    assertThat(textOnly.tasks().get("findings")).containsKeys("auroc", "macroF1");
    assertThat(textOnly.cases()).isPositive();
  }
}
